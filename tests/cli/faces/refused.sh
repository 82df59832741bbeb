# needs: clip
# other pipelines have neither descriptors nor aligned faces, and say so before anything is written
refused() { # what stderr says, arguments of extract
    said=$1
    shift
    status=0
    "$facsimile" extract "$@" 2>err || status=$?
    if [ $status != 2 ] || ! grep -qF -e "$said" err; then
        echo "extract $*: status $status, $(cat err)"
        exit 1
    fi
}
for pipeline in open null; do
    refused "pipeline $pipeline: has no aligned faces and no FHOG descriptors" "$clip" --pipeline $pipeline --hog a.hog -o a.csv
    refused "pipeline $pipeline: has no aligned faces and no FHOG descriptors" "$clip" --pipeline $pipeline --aligned a -o a.csv
done
refused "--hog: 'a.hog' is one place for 2 results" a.mp4 b.mp4 --hog a.hog
refused "--aligned: 'a.mp4' is one place for 2 results" b.mp4 c.mp4 --aligned a.mp4
echo text >v.mp4
refused 'cannot be both the output (-o) and the descriptors (--hog)' v.mp4 --hog a -o a
refused 'cannot be both an input and the aligned faces (--aligned)' v.mp4 --aligned v.mp4
[ "$(ls | tr '\n' ' ')" = 'err v.mp4 ' ]
