# no models at all: nothing is wrong, extract does without; a set that is asked for is missing
"$facsimile" doctor >out
grep -q '^  \[--\] openface-clnf *not installed, 37.3 MB' out
grep -q 'to get it: facsimile models fetch openface-clnf' out
grep -q 'licence: OpenFace licence: academic, non-commercial use only' out
grep -q 'without it extract takes the pipeline open' out
grep -q '^\[ok\] all right' out
grep -q 'FFmpeg' out
[ -z "$(ls -A "$HOME")" ]
for ask in "doctor openface-clnf" "doctor --model-dir nowhere"; do
    status=0
    "$facsimile" $ask >out || status=$?
    [ $status = 3 ]
    grep -q '^  \[!!\] openface-clnf *not installed' out
    grep -q '^\[!!\] models missing' out
done
status=0
FACSIMILE_PIPELINE=openface "$facsimile" doctor >out || status=$?
[ $status = 3 ]
