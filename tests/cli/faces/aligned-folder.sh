# needs: data
# the folder is whole or not there; one of an earlier run is replaced, any other is left alone
run() { "$facsimile" extract "$data/media/default.wmv" --model-dir "$models" -q "$@"; }
run --max-frames 3 --aligned faces
run --max-frames 2 --aligned faces/
[ "$(ls faces | tr '\n' ' ')" = 'frame_det_00_000001.bmp frame_det_00_000002.bmp ' ]
mkdir empty target
ln -s target link
run --max-frames 1 --aligned empty
[ "$(ls empty)" = frame_det_00_000001.bmp ]
run --max-frames 1 --aligned link
[ -L link ] && [ "$(ls target)" = frame_det_00_000001.bmp ]
echo mine >faces/notes.txt
status=0
run --max-frames 1 --aligned faces 2>err || status=$?
[ $status = 7 ] && grep -q 'faces: is there and is no folder of aligned faces alone' err
echo text >file
status=0
run --max-frames 1 --aligned file 2>err || status=$?
[ $status = 7 ] && [ "$(cat file)" = text ]
[ "$(ls faces | wc -l)" = 3 ]
# nothing is left of a run that fails
status=0
run --max-frames 1 --aligned new --hog nowhere/a.hog 2>err || status=$?
[ $status = 7 ]
[ "$(ls | tr '\n' ' ')" = 'empty err faces file link target ' ]
