# needs: models picture
# a pipe in place of a model file is refused, not waited for, whoever reads it
mkdir -p cache/2.2.0
cp -rs "$models" cache/2.2.0/originals
for file in $(find cache -name In-the-wild_aligned_PDM_68.txt); do
    rm "$file"
    mkfifo "$file"
done
unset FACSIMILE_PACK
export OPENFACE_MODELS_DIR=cache
status=0
"$facsimile" models pack || status=$?
[ $status -eq 4 ]
FACSIMILE_PACK=off "$facsimile" extract "$picture" --model-dir cache/2.2.0/originals
