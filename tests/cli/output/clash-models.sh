# needs: models picture
# no output replaces a model file: of a set, beside a landmark model named by its path, or in the cache
tree=lib/local/LandmarkDetector/model
mkdir -p copy/$tree cache/2.2.0/packs
cp -r "$models/$tree/." copy/$tree
chmod -R u+w copy
echo pack >cache/2.2.0/packs/some.pack
main=copy/$tree/main_clnf_general.txt
refused() { # what stderr says, the output, more arguments
    said=$1 out=$2
    shift 2
    cp "$out" before
    status=0
    OPENFACE_MODELS_DIR=$PWD/cache "$facsimile" extract "$picture" -o "$out" "$@" 2>err || status=$?
    if [ $status != 2 ] || ! grep -qF -e "$said" err; then
        echo "$out: status $status, $(cat err)"
        exit 1
    fi
    cmp "$out" before
}
refused 'cannot be both a model file and the output (-o)' $main --model-dir copy
refused 'cannot be both the landmark model (--landmarks) and the output (-o)' $main --landmarks $main
refused 'is in the folder of the landmark model (--landmarks)' copy/$tree/model_eye/main_clnf_synth_left.txt --landmarks $main
refused 'is in the model cache' cache/2.2.0/packs/some.pack
# a result beside them is one
"$facsimile" extract "$picture" --model-dir "$models" --landmarks $main -o copy/$tree/out.csv -q
"$facsimile" extract "$picture" --model-dir "$models" --landmarks $main -o copy/$tree/out.csv -q
