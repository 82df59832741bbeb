# needs: models
# OpenFace's numbers on our clip are the stored ones; half a set counts as what is missing
"$facsimile" verify --model-dir "$models" >out
grep -qE '^\[ok\] openface +ok$' out
FACSIMILE_MODELS=$models "$facsimile" verify --cpu scalar | cmp - out
