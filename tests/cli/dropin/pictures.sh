# needs: data
# FaceLandmarkImg: which pictures, boxes, faces, none
. "$cases/programs.inc"
mkdir in boxes
cp "$data/media/sample1.jpg" in/b.jpg
cp "$data/media/sample2.jpg" in/a.jpeg
cp "$data/media/sample1.jpg" in/c.JPG
echo text >in/notes.txt
./FaceLandmarkImg -fdir in $clnf -out_dir all
[ "$(ls all | tr '\n' ' ')" = 'a.csv a.hog a.jpg a_aligned a_of_details.txt b.csv b.hog b.jpg b_aligned b_of_details.txt ' ]
[ "$(ls all/b_aligned)" = face_det_000000.bmp ]
head -n 1 all/b.csv | grep -q '^face,confidence,gaze_0_x'
grep -qx 'Output image:b.jpg' all/b_of_details.txt
[ "$(wc -c <all/b.hog)" = 17872 ]
# only the first folder, and none with -f
./FaceLandmarkImg -fdir in -fdir elsewhere $clnf -out_dir first -pose 2>err
grep -q '^facsimile: warning: -fdir elsewhere is ignored' err
./FaceLandmarkImg -fdir elsewhere -f in/b.jpg -f in/c.JPG $clnf -out_dir files -pose 2>err
grep -q '^facsimile: warning: -fdir elsewhere is ignored, since there are pictures by -f$' err
[ "$(ls files | tr '\n' ' ')" = 'b.csv b_of_details.txt c.csv c_of_details.txt ' ]
# the drawn picture as another kind; as large as the picture
./FaceLandmarkImg -f in/b.jpg $clnf -out_dir drawn -tracked -format_vis_image bmp
[ "$(od -An -tu4 -j 18 -N 8 drawn/b.bmp | tr -s ' ')" = ' 640 400' ]
grep -qx 'Output image:b.bmp' drawn/b_of_details.txt
# half of a camera is none
./FaceLandmarkImg -f in/b.jpg $clnf -out_dir half -pose -fx 500 2>err
cmp half/b.csv files/b.csv
grep -q '^facsimile: warning: -fx and -fy belong together' err
# eleven start rotations
./FaceLandmarkImg -f in/b.jpg $clnf -out_dir one -2Dfp -multi_view 0
./FaceLandmarkImg -f in/b.jpg $clnf -out_dir eleven -2Dfp -multi_view 1
[ -s eleven/b.csv ]
# boxes: the first picture has one, the second an empty list, then a file is missing
echo '150 90 470 390' >boxes/b.txt
: >boxes/a.txt
./FaceLandmarkImg -fdir in -bboxdir boxes $clnf -out_dir boxed 2>err
[ "$(wc -l <boxed/b.csv)" = 2 ]
# without a face: no CSV, but all that is there always
[ "$(cd boxed && ls -d a*| tr '\n' ' ')" = 'a.hog a.jpg a_aligned a_of_details.txt ' ]
[ "$(tail -n 1 boxed/a_of_details.txt)" = 'Output aligned directory:a_aligned' ]
rm boxes/a.txt
ends_with 1 ./FaceLandmarkImg -fdir in -bboxdir boxes $clnf -out_dir boxless
grep -q '^facsimile: boxes/a.txt: the boxes of in/a.jpeg cannot be read' err
[ ! -e boxless ]
./FaceLandmarkImg -root . -fdir in -bboxdir boxes $clnf 2>err && exit 1
grep -q '^facsimile: ./boxes/a.txt: ' err
# one that cannot be read ends it; those before it stay
echo nonsense >in/aa.png
ends_with 1 ./FaceLandmarkImg -fdir in $clnf -out_dir broken -pose
grep -q 'in/aa.png' err
[ "$(ls broken | tr '\n' ' ')" = 'a.csv a_of_details.txt ' ]
ends_with 1 ./FaceLandmarkImg -fdir nowhere $clnf
