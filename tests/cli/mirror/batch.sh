# one that fails does not stop the others; at the end it says why
cp "$source/examples/clip/heads.mp4" good.mp4
: >empty.mp4
head -c 999 good.mp4 >short.mp4
status=0
"$facsimile" mirror empty.mp4 good.mp4 missing.mp4 short.mp4 good.mp4 --pipeline open --max-frames 3 -o out || status=$?
[ "$(ls out | wc -l)" = 8 ]
[ "$(ls)" = "$(printf 'empty.mp4\ngood.mp4\nout\nshort.mp4')" ]
status2=0
"$facsimile" mirror empty.mp4 short.mp4 --pipeline open -q || status2=$?
[ $status2 = 6 ]
[ ! -e empty_mirror ]
exit $status
