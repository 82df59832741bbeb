# needs: data ffmpeg ffprobe python3
# every rule of OpenFace: pixels stay as they are coded, and the overlay says how wide they are
ffmpeg -nostdin -v error -i "$data/media/default.wmv" -frames:v 8 -vf scale=720:480,setsar=8/9 -c:v libx264 -preset ultrafast dv.mp4
"$facsimile" extract dv.mp4 --compat openface --model-dir "$models" -q -o coded.csv --overlay coded.mp4
"$facsimile" extract dv.mp4 --pipeline openface --model-dir "$models" -q -o square.csv --overlay square.mp4
[ "$(ffprobe -v error -select_streams v -show_entries stream=height,sample_aspect_ratio -of csv=p=0 coded.mp4)" = 480,8:9 ]
[ "$(ffprobe -v error -select_streams v -show_entries stream=height -of csv=p=0 square.mp4)" = 540 ]
python3 "$cases/same_times.py" dv.mp4 coded.mp4
# the table is the one without an overlay
"$facsimile" extract dv.mp4 --compat openface --model-dir "$models" -q -o plain.csv
cmp plain.csv coded.csv
# several faces, and none
"$facsimile" extract "$data/media/multi_face.avi" --faces many --max-frames 8 --model-dir "$models" -q -o many.csv --overlay many.mp4
[ "$(ffprobe -v error -count_frames -show_entries stream=nb_read_frames -of csv=p=0 many.mp4)" = 8 ]
"$facsimile" extract "$data/media/multi_face.avi" --faces many --max-frames 8 --model-dir "$models" -q -o without.csv
cmp many.csv without.csv
