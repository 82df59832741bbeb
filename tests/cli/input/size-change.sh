# needs: data ffmpeg
# a stream whose frames change their size midway
for size in 640x400 320x200; do
    ffmpeg -v error -i "$data/media/default.wmv" -an -frames:v 5 -vf scale=$size,fps=25 -c:v mpeg2video -q:v 2 part_$size.ts
done
cat part_640x400.ts part_320x200.ts >change.ts
"$facsimile" extract change.ts --model-dir "$models" -q
rows=$(wc -l <change.csv)
[ "$rows" -gt 7 ]
[ "$rows" -le 11 ]
# the small frames are scaled to the size of the first: the face stays where it is
awk -F, 'NR > 1 && ($300 < 100 || $300 > 250) { exit 1 }' change.csv
