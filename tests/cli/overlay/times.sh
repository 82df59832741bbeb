# needs: ffmpeg ffprobe python3
# frames, their times and the duration are the source's: constant and variable rate, late, turned, odd, lying pixels, one
# frame; with its sound
clip=$source/examples/clip/heads.mp4
make() { ffmpeg -nostdin -v error -y "$@"; }
make -i "$clip" -t 1.2 -c:v libx264 -preset ultrafast cfr.mp4
make -i cfr.mp4 -vf "select='not(mod(n\,3))+not(mod(n\,7))'" -vsync vfr -c:v libx264 -preset ultrafast vfr.mp4
make -i cfr.mp4 -f lavfi -i sine=440:duration=1.5 -c:v copy -c:a aac sound.mp4
make -itsoffset 0.5 -i cfr.mp4 -f lavfi -i sine=440:duration=1.5 -map 0:v -map 1:a -c:v copy -c:a aac late.mp4
make -i cfr.mp4 -vf transpose=1 -c:v libx264 -preset ultrafast lying.mp4
make -i lying.mp4 -c copy -metadata:s:v:0 rotate=90 turned.mp4
make -i cfr.mp4 -vf scale=321:241 -c:v libx264 -preset ultrafast -pix_fmt yuv444p odd.mp4
make -i cfr.mp4 -vf scale=352:240,setsar=8/9 -c:v libx264 -preset ultrafast wide.mp4
make -i cfr.mp4 -frames:v 1 -c:v libx264 one.mp4
make -i cfr.mp4 -c:v libx264 -bf 3 b.mkv
for name in cfr.mp4 vfr.mp4 sound.mp4 late.mp4 turned.mp4 odd.mp4 wide.mp4 one.mp4 b.mkv; do
    "$facsimile" extract "$name" --pipeline open -q --overlay "over_$name"
    python3 "$cases/same_times.py" "$name" "over_$name"
done
# the upright size, enlarged to where it can be read, with room at the right for the bars
size() { ffprobe -v error -select_streams v -show_entries stream=width,height -of csv=p=0 "$1"; }
[ "$(size over_turned.mp4 | cut -d, -f2)" = 480 ]
[ "$(size over_turned.mp4 | cut -d, -f1)" -gt 640 ]
[ "$(size over_odd.mp4 | cut -d, -f2)" = 482 ]
[ "$(size over_wide.mp4 | cut -d, -f2)" = 540 ]
# parts, and frames that are left out: they start at 0, and the sound ends with them
"$facsimile" extract sound.mp4 --pipeline open -q --start 0.4 --end 0.8 --overlay part.mp4
"$facsimile" extract sound.mp4 --pipeline open -q --every 3 --overlay every.mp4
"$facsimile" extract sound.mp4 --pipeline open -q --max-frames 5 --overlay five.mkv
python3 "$cases/same_times.py" --every 1 10 0.4 part.mp4
python3 "$cases/same_times.py" --every 3 10 1.2 every.mp4
python3 "$cases/same_times.py" --every 1 5 0.2 five.mkv
