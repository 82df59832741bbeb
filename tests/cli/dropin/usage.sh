# arguments that are wrong, unknown or not there
. "$cases/programs.inc"
for name in FeatureExtraction FaceLandmarkVid FaceLandmarkVidMulti FaceLandmarkImg; do
    ends_with 0 ./$name
    grep -q "^$name: .*docs/openface-programs.md" out
    ends_with 0 "$facsimile" openface $name
    ends_with 0 "$facsimile" $name
    grep -q "^$name: " out
done
ends_with 2 "$facsimile" openface
grep -q 'no program is named' err
ends_with 2 "$facsimile" openface FaceLandmark -f a.jpg
grep -q 'no program of OpenFace is called FaceLandmark' err
ends_with 0 ./FeatureExtraction --help
grep -q '^usage: facsimile openface PROGRAM' out
ends_with 0 "$facsimile" FeatureExtraction -h
grep -q '^usage: facsimile openface PROGRAM' out
# nothing to do
ends_with 2 ./FeatureExtraction -aus
grep -q 'no input is given: -f FILE, -fdir FOLDER or -device N' err
ends_with 2 ./FaceLandmarkImg -device 0 -aus
grep -q 'warning: -device is no option of FaceLandmarkImg and is ignored' err
# a word that is no option is ignored, but not silently
ends_with 2 ./FeatureExtraction -wld -outdir x --wild
for word in -wld -outdir x --wild; do
    grep -q "^facsimile: warning: '$word' is no option of FeatureExtraction and is ignored$" err
done
# values
for flag in f fdir device cam_width cam_height root inroot out_dir of fx fy cx cy format_aligned simscale simsize mloc multi_view \
    validate_detections n_iter sigma reg w_reg fdloc; do
    ends_with 2 ./FeatureExtraction -f a.avi -$flag
    grep -q "^facsimile: -$flag: a value is missing$" err
done
for flag in bboxdir format_vis_image; do
    ends_with 2 ./FaceLandmarkImg -f a.jpg -$flag
    grep -q "^facsimile: -$flag: a value is missing$" err
done
for flag in device cam_width cam_height fx fy cx cy simscale simsize multi_view validate_detections n_iter sigma reg w_reg; do
    ends_with 2 ./FeatureExtraction -f a.avi -$flag 5x
    grep -q "^facsimile: -$flag: '5x' is no .*number$" err
done
for flag in device cam_width cam_height simscale simsize n_iter sigma reg w_reg; do
    ends_with 2 ./FeatureExtraction -f a.avi -$flag -5
    grep -q "^facsimile: -$flag: '-5' is not between " err
done
for flag in device simsize n_iter multi_view; do
    ends_with 2 ./FeatureExtraction -f a.avi -$flag 1.5
    grep -q "^facsimile: -$flag: '1.5' is no whole number$" err
done
ends_with 2 ./FeatureExtraction -f ''
grep -q '^facsimile: -f: the value is empty$' err
ends_with 2 ./FeatureExtraction -f a.avi -format_aligned gif
grep -q "^facsimile: -format_aligned: .* not as 'gif'$" err
ends_with 2 ./FaceLandmarkImg -f a.jpg -format_vis_image ppm
# what facsimile has not, or belongs together
ends_with 2 ./FeatureExtraction -f a.avi -fdloc haar.xml
grep -q '^facsimile: -fdloc: the Haar detector is not part of facsimile' err
ends_with 2 ./FeatureExtraction -f a.avi -fx 500
grep -q '^facsimile: -fx and -fy belong together' err
ends_with 2 ./FeatureExtraction -f a.avi -cy 200
ends_with 2 ./FaceLandmarkImg -f a.jpg -bboxdir boxes
grep -q '^facsimile: -bboxdir: is for -fdir' err
[ "$(ls)" = "$(printf 'FaceLandmarkImg\nFaceLandmarkVid\nFaceLandmarkVidMulti\nFeatureExtraction\nerr\nout')" ]
