# needs: camera ffmpeg data
# FeatureExtraction -device N reads a camera, at 640x480 unless it is told another size
. "$cases/camera.inc"
[ -z "$models" ] || export FACSIMILE_MODELS="$models"
ln -s "$facsimile" FeatureExtraction
run() { # folder of the results, arguments
    out=$1
    shift
    status=0
    camera unplugged ./FeatureExtraction -device 0 -mloc model/main_clnf_general.txt -pose -out_dir "$out" "$@" >said 2>message || status=$?
}
run plain
[ "$status" = 1 ] # the camera was lost in the end, what came before is kept
grep -q 'the camera is gone after' message
[ "$(ls plain | wc -l)" = 2 ]
[ "$(cat plain/webcam_*.csv | wc -l)" = 13 ]
head -n 1 plain/webcam_*_of_details.txt | grep -qx 'Input:webcam'
grep -q '^Camera parameters:500,500,320,240$' plain/webcam_*_of_details.txt
run small -cam_width 320 -cam_height 240
grep -q '^Camera parameters:250,250,160,120$' small/webcam_*_of_details.txt
run no -cam_width 333
[ "$status" = 2 ]
grep -q "does not offer 333x480" message
