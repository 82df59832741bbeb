# no models at all: says so, what to do, and exits with its own status
status=0
"$facsimile" doctor >out || status=$?
grep -q '^  \[!!\] openface-clnf *not installed, 37.3 MB' out
grep -q 'to get it: facsimile models fetch openface-clnf' out
grep -q 'licence: OpenFace licence: academic, non-commercial use only' out
grep -q '^\[!!\] models missing' out
grep -q 'FFmpeg' out
[ -z "$(ls -A "$HOME")" ]
exit $status
