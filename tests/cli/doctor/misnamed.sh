# a folder that is named but holds no models is what is reported, not something to fetch
status=0
FACSIMILE_MODELS=nowhere "$facsimile" doctor >out || status=$?
[ $status -eq 3 ]
grep -q '^  FACSIMILE_MODELS=nowhere holds no models of OpenFace' out
sed -n '/openface-clnf/,/openface-ceclm/p' out >set
refuse grep -q 'models fetch' set
"$facsimile" models list --model-dir elsewhere | grep -q '^--model-dir elsewhere holds no models'
