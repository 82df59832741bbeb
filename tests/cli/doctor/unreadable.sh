# needs: models
# what cannot be read is neither damaged nor missing
mkdir -p cache/2.2.0
cp -rs "$models" cache/2.2.0/originals
file=cache/2.2.0/originals/lib/local/LandmarkDetector/model/tris_68.txt
rm "$file"
mkdir "$file"
for command in doctor "models verify" "models path openface-clnf"; do
    status=0
    "$facsimile" $command --cache-dir cache >out 2>&1 || status=$?
    [ $status -eq 3 ]
    grep -q '1 of 111 files may not be read' out
    refuse grep -q damaged out
done
"$facsimile" models list openface-clnf --json --cache-dir cache | grep -q '"unreadable":[[:space:]]*1'
