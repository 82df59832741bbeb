# needs: models picture
# -v says that a pack is made and where, once
unset FACSIMILE_PACK
"$facsimile" extract "$picture" --model-dir "$models" -o out.csv -v 2>first
file=$(ls "$HOME"/.local/share/OpenFaceModels/2.2.0/derived/facsimile/1/main_clnf_general-*.pack)
grep -qF "facsimile: $file: made this model pack" first
"$facsimile" extract "$picture" --model-dir "$models" -o out.csv -v 2>second
refuse grep -q 'made this model pack' second
rm "$file"
"$facsimile" extract "$picture" --model-dir "$models" -o out.csv 2>third
refuse grep -q 'made this model pack' third
