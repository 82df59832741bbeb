# needs: data
# names and places of the files, details, several inputs
. "$cases/programs.inc"
make_clip in/first 3
make_clip in/second.clip 2
pwd=$(pwd -P)
./FeatureExtraction -fdir in/first $clnf -pose
[ "$(ls processed | tr '\n' ' ')" = 'first.csv first_of_details.txt ' ]
cat >expected <<END
Input:in/first
Input full path:$pwd/in/first
Camera parameters:500,500,320,240
Output csv:first.csv
Gaze: 0
AUs: 0
Landmarks 2D: 0
Landmarks 3D: 0
Pose: 1
Shape parameters: 0
END
cmp expected processed/first_of_details.txt
[ "$(head -n 1 processed/first.csv)" = frame,face_id,timestamp,confidence,success,pose_Tx,pose_Ty,pose_Tz,pose_Rx,pose_Ry,pose_Rz ]
[ "$(wc -l <processed/first.csv)" = 4 ]
# prefix, folder made with those it lies in, names used up one by one; the last -root and -out_dir count
./FeatureExtraction -root nowhere -fdir first -of sub/one.avi -inroot in -out_dir other -fdir second.clip -fdir first/ -out_dir a/b// -of two $clnf -2Dfp
[ "$(find a -type f | sort | tr '\n' ' ')" = \
    'a/b/first.csv a/b/first_of_details.txt a/b/sub/one.csv a/b/sub/one_of_details.txt a/b/two.csv a/b/two_of_details.txt ' ]
[ "$(wc -l <a/b/two.csv)" = 3 ]
[ "$(wc -l <a/b/sub/one.csv)" = 4 ]
[ ! -e other ] && [ ! -e nowhere ]
grep -qx 'Input:in/second.clip' a/b/two_of_details.txt
# the folder of the name alone
./FeatureExtraction -fdir "$pwd/in/first" -of c/three.x.csv $clnf -gaze
grep -qx "Input full path:$pwd/in/first" c/three.x_of_details.txt
grep -qx 'Gaze: 1' c/three.x_of_details.txt
head -n 1 c/three.x.csv | grep -q ',gaze_angle_y,eye_lmk_x_0,'
# a folder that cannot be made, and one that is not there
echo >file
ends_with 1 ./FeatureExtraction -fdir in/first -out_dir file/x $clnf
grep -q '^facsimile: file/x: the folder of the results cannot be made' err
# the first input that cannot be opened ends it
ends_with 1 ./FeatureExtraction -fdir in/first -of x -f missing.avi -fdir in/first -out_dir d $clnf -pose
grep -q 'missing.avi' err
grep -q '^facsimile: stopped at that input: 1 of 3 are not analysed$' err
[ "$(ls d | tr '\n' ' ')" = 'x.csv x_of_details.txt ' ]
# percentages
./FeatureExtraction -fdir in/first -pose -mloc model/main_clnf_general.txt -out_dir e >out 2>err
[ "$(cat out)" = '0% 10% 20% 30% 40% 50% 60% 70% 80% 90% 100% ' ]
# by a file's name; the program by its name in front of the arguments
"$facsimile" FeatureExtraction -fdir in/first $clnf -pose -out_dir f
cmp f/first.csv processed/first.csv
"$facsimile" openface FeatureExtraction -fdir in/first $clnf -pose -out_dir g
cmp g/first.csv processed/first.csv
