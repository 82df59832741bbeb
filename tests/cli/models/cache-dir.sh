# needs: models picture
# a cache that is named is the one that is looked at, whatever else holds models
mkdir -p "$HOME/.local/share/OpenFaceModels/2.2.0" good/2.2.0 bad/2.2.0
for cache in "$HOME/.local/share/OpenFaceModels" good bad; do
    cp -rs "$models" "$cache/2.2.0/originals"
done
file=bad/2.2.0/originals/lib/local/LandmarkDetector/model/tris_68.txt
cp "$file" other
printf x >>other
mv -f other "$file"
for place in "--cache-dir bad" "--model-dir bad" "--model-dir bad/2.2.0"; do
    status=0
    OPENFACE_MODELS_DIR=good "$facsimile" models verify openface-clnf $place >out || status=$?
    [ $status -eq 4 ]
    grep -q '^\[!!\] openface-clnf *1 of 111 files damaged' out
    grep -q "facsimile models fetch openface-clnf $place\$" out
done
[ "$("$facsimile" models path openface-clnf --cache-dir good)" = good/2.2.0/originals ]
status=0
OPENFACE_MODELS_DIR=empty "$facsimile" models verify openface-clnf >out || status=$?
[ $status -eq 3 ]
"$facsimile" extract "$picture" --model-dir "$("$facsimile" models path --cache-dir good)" -o out.csv -q
