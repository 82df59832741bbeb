# needs: ffmpeg ffprobe python3
# a picture, a folder of pictures by themselves, one that counts as a video, several inputs
clip=$source/examples/clip/heads.mp4
mkdir pictures
ffmpeg -nostdin -v error -i "$clip" -frames:v 4 pictures/%d.jpg
size() { ffprobe -v error -count_frames -select_streams v -show_entries stream=codec_name,width,height,nb_read_frames -of csv=p=0 "$1"; }
"$facsimile" extract pictures/1.jpg --pipeline open -q --overlay one.png
size one.png | grep -q '^png,[0-9]*,480,1$'
"$facsimile" extract pictures/1.jpg --pipeline open -q --overlay - | cmp - one.png
"$facsimile" extract pictures --image --pipeline open -q -o csv --overlay over
[ "$(ls over | tr '\n' ' ')" = '1.png 2.png 3.png 4.png ' ]
cmp over/1.png one.png
grep -q '"path": "over"' csv.facsimile.json
# as a video: 30 pictures a second, or as many as are said; one of another size and one that is damaged do no harm
ffmpeg -nostdin -v error -y -i pictures/3.jpg -vf scale=100:200 -update 1 pictures/3.jpg
echo damaged >pictures/5.jpg
ffmpeg -nostdin -v error -i "$clip" -frames:v 1 -ss 1 pictures/6.jpg
"$facsimile" extract pictures --pipeline open -q --overlay folder.mp4
size folder.mp4 | grep -q '^h264,[0-9]*,480,6$' # pictures that count as a video
"$facsimile" extract pictures --pipeline open -q --rate 2 --overlay slow.mp4
[ "$(ffprobe -v error -show_entries format=duration -of csv=p=0 slow.mp4)" = 3.000000 ]
# none replaces a picture that is read
ffmpeg -nostdin -v error -i pictures/1.jpg own/1.png 2>/dev/null || { mkdir own && ffmpeg -nostdin -v error -i pictures/1.jpg own/1.png; }
cp own/1.png before.png
status=0
"$facsimile" extract own --image --pipeline open -q -o none --overlay own 2>err || status=$?
[ $status = 2 ]
cmp own/1.png before.png
# several inputs: a folder, a name for each; another run passes them over
mkdir study
cp pictures/1.jpg study/face.jpg
ffmpeg -nostdin -v error -i "$clip" -frames:v 5 -c copy study/a.mp4
"$facsimile" extract study/a.mp4 study/face.jpg --pipeline open -q -o study --overlay study
[ "$(ls study | tr '\n' ' ')" = 'a.csv a.csv.facsimile.json a.mp4 a_overlay.mp4 face.csv face.csv.facsimile.json face.jpg face_overlay.png ' ]
ls study >before
"$facsimile" extract study/* --pipeline open -o study --overlay study 2>err
grep -q '6 inputs are results of facsimile, passed over: .*a_overlay.mp4' err
ls study | cmp - before
