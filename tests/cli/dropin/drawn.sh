# needs: data
# needs: ffprobe
# needs: ffmpeg
# drawn videos: kind, size, rate and number of frames; the face is drawn on, the rest of the picture is not
. "$cases/programs.inc"
ffmpeg -nostdin -v error -i "$data/media/default.wmv" -frames:v 6 -c:v ffv1 clip.mkv
./FeatureExtraction -f clip.mkv $clnf -tracked
show() { ffprobe -v error -select_streams v -show_entries "stream=$1" -of csv=p=0 "$2"; }
[ "$(show codec_name,codec_tag_string,width,height,r_frame_rate,nb_frames processed/clip.avi)" = mpeg4,DIVX,640,480,15/1,6 ]
grey() { # video: the third frame
    ffmpeg -nostdin -v error -i "$1" -vf 'select=eq(n\,2),format=gray' -frames:v 1 -f rawvideo -y "$2"
}
grey clip.mkv before
grey processed/clip.avi after
python3 - <<'END'
import csv
before, after = open("before", "rb").read(), open("after", "rb").read()
row = list(csv.DictReader(open("processed/clip.csv")))[2]
assert len(before) == len(after) == 640 * 480 and float(row["success"]) == 1
changed = [[abs(before[640 * y + x] - after[640 * y + x]) > 40 for x in range(640)] for y in range(480)]
assert sum(map(sum, changed[465:])) < 30, "the lower edge is as it was"
assert 500 < sum(map(sum, changed)) < 20000, sum(map(sum, changed))
assert sum(map(sum, (line[10:70] for line in changed[8:22]))) > 40, "the rate is written there"
END
# FaceLandmarkVid has nothing else; a folder of pictures has 30 a second
make_clip pictures 3
./FaceLandmarkVid -fdir pictures -out_dir seen -aus -mloc model/main_clnf_general.txt >out 2>err
[ "$(ls seen)" = pictures.avi ]
grep -q '^facsimile: FaceLandmarkVid shows windows and writes nothing' err
[ "$(show r_frame_rate,nb_frames seen/pictures.avi)" = 30/1,3 ]
# the same run, the same file
./FaceLandmarkVid -fdir pictures -out_dir again $clnf 2>err
cmp seen/pictures.avi again/pictures.avi
