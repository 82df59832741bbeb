# needs: data
# what each argument changes: columns, faces, settings
. "$cases/programs.inc"
make_clip clip 4
run() { # folder of the results, arguments
    out=$1
    shift
    ./FeatureExtraction -fdir clip $clnf -out_dir "$out" "$@"
}
first() { head -n 1 "$1/clip.csv" | tr ',' '\n' | grep -cE "$2" || :; }
# without a selection everything is written
run all
[ "$(ls all | tr '\n' ' ')" = 'clip.avi clip.csv clip.hog clip_aligned clip_of_details.txt ' ]
[ "$(first all .)" = 714 ]
[ "$(ls all/clip_aligned | wc -l)" = 4 ]
[ "$(wc -c <all/clip.hog)" = $((4 * 17872)) ]
for pair in '2Dfp ^[xy]_ 136' '3Dfp ^[XYZ]_ 204' 'pdmparams ^p_ 40' 'pose ^pose_ 6' 'aus ^AU 35' 'gaze ^(gaze|eye) 288'; do
    set -- $pair
    run "only-$1" -$1
    [ "$(first "only-$1" .)" = $((5 + $3)) ]
    [ "$(first "only-$1" "$2")" = "$3" ]
    [ "$(ls "only-$1" | wc -l)" = 2 ]
done
for pair in 'hogalign clip.hog' 'simalign clip_aligned' 'tracked clip.avi'; do
    set -- $pair
    run "only-$1" -$1
    [ "$(first "only-$1" .)" = 5 ]
    [ "$(ls "only-$1" | wc -l)" = 3 ] && [ -e "only-$1/$2" ]
done
diff -r only-simalign/clip_aligned all/clip_aligned
grep -qx 'Output HOG:clip.hog' all/clip_of_details.txt
grep -qx 'Output video:clip.avi' all/clip_of_details.txt
grep -qx 'Output aligned directory:clip_aligned' all/clip_of_details.txt
# camera
run camera -pose -fx 700 -fy 710 -cx 300 -cy 200.5
grep -qx 'Camera parameters:700,710,300,200.5' camera/clip_of_details.txt
refuse cmp -s camera/clip.csv only-pose/clip.csv
# aligned faces of other kinds; descriptors stay
size_of() { od -An -tu4 -j 18 -N 8 "$1/clip_aligned/frame_det_00_000001.bmp" | tr -s ' '; }
run side -simalign -hogalign -simsize 96 -nomask
[ "$(size_of side)" = ' 96 96' ]
cmp side/clip.hog only-hogalign/clip.hog
run scale -simalign -simscale 0.5
[ "$(size_of scale)" = ' 112 112' ]
refuse cmp -s scale/clip_aligned/frame_det_00_000001.bmp all/clip_aligned/frame_det_00_000001.bmp
run same -simalign -simsize 112 -simscale 0.7
diff -r same/clip_aligned all/clip_aligned
run unmasked -simalign -nomask
refuse cmp -s unmasked/clip_aligned/frame_det_00_000001.bmp all/clip_aligned/frame_det_00_000001.bmp
run grey -simalign -g
[ "$(wc -c <grey/clip_aligned/frame_det_00_000001.bmp)" = $((54 + 1024 + 112 * 112)) ]
run png -simalign -format_aligned png
[ "$(ls png/clip_aligned | head -n 1)" = frame_det_00_000001.png ]
run jpg -simalign -format_aligned jpg
[ "$(ls jpg/clip_aligned | head -n 1)" = frame_det_00_000001.jpg ]
# a picture without a face in front, after which a face is looked for in the 13th: black, unless -nobadaligned
make_clip late 14
python3 -c 'import struct, sys
sys.stdout.buffer.write(b"BM" + struct.pack("<IIIIiiHHIIIIII", 54 + 3 * 640 * 480, 0, 54, 40, 640, 480, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(3 * 640 * 480))' >late/0.bmp
./FeatureExtraction -fdir late $clnf -out_dir late-all -simalign
[ "$(ls late-all/late_aligned | wc -l)" = 15 ]
[ "$(tail -c +55 late-all/late_aligned/frame_det_00_000001.bmp | tr -d '\000' | wc -c)" = 0 ]
./FeatureExtraction -fdir late $clnf -out_dir late-good -simalign -nobadaligned
good=$(cut -d , -f 5 late-all/late.csv | grep -c 1)
[ "$good" = 3 ]
[ "$(ls late-good/late_aligned | wc -l)" = "$good" ]
[ ! -e late-good/late_aligned/frame_det_00_000001.bmp ]
./FeatureExtraction -fdir late $clnf -out_dir late-side -simalign -simsize 50
[ "$(tail -c +55 late-side/late_aligned/frame_det_00_000001.bmp | tr -d '\000' | wc -c)" = 0 ]
# settings of action units and of the fit
run static -aus -au_static
refuse cmp -s static/clip.csv only-aus/clip.csv
for setting in '-sigma 2' '-reg 60' '-w_reg 2.5' '-n_iter 1' '-validate_detections 0' -wild; do
    run fit -2Dfp $setting
    refuse cmp -s fit/clip.csv only-2Dfp/clip.csv
done
[ "$(cut -d , -f 4 static/clip.csv | sed -n 2p)" != 1.00 ]
run valid -pose -validate_detections 0
[ "$(cut -d , -f 4 valid/clip.csv | sed -n 2p)" = 1.00 ]
# without effect on videos; what -wild sets replaces what is in front of it
run view -2Dfp -multi_view 1
cmp view/clip.csv only-2Dfp/clip.csv
run wild -2Dfp -wild
run before -2Dfp -sigma 3 -reg 60 -w_reg 1 -n_iter 2 -wild
cmp before/clip.csv wild/clip.csv
run behind -2Dfp -wild -sigma 3
refuse cmp -s behind/clip.csv wild/clip.csv
# windows
for flag in -verbose -vis-track -vis-align -vis-hog -vis-aus; do
    run window -pose $flag 2>err
    [ ! -s err ]
    cmp window/clip.csv only-pose/clip.csv
done
# of other programs: ignored
./FaceLandmarkVidMulti -fdir clip $clnf -out_dir many -simalign -g -au_static -fdloc x -pose 2>err
for flag in g au_static fdloc; do
    grep -qx "facsimile: warning: -$flag is no option of FaceLandmarkVidMulti and is ignored" err
done
[ "$(wc -c <many/clip_aligned/frame_det_00_000001.bmp)" = $((54 + 3 * 112 * 112)) ]
head -n 1 many/clip.csv | grep -q '^frame,face_id,timestamp,'
