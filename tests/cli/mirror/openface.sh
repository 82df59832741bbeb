# needs: data clip ffmpeg
# OpenFace's action units of a person, midline from either pipeline
"$facsimile" mirror "$clip" --model-dir "$models" --max-frames 60 -q -o out
"$facsimile" mirror "$clip" --model-dir "$models" --max-frames 60 -q --points openface -o other
head -1 out/default_sides.csv | grep -q '^frame,timestamp,success_right,success_left,head_yaw,head_quality,AU01_right,AU01_left,AU01_difference,'
[ "$(wc -l <out/default_sides.csv)" = 61 ]
[ "$(wc -l <out/default_sides_summary.csv)" = 18 ]
refuse cmp -s out/default_sides.csv other/default_sides.csv
# a side's table is what extract makes of the mirrored picture
ffmpeg -nostdin -v error -i "$clip" -vf "select=eq(n\,20)" -frames:v 1 still.png
"$facsimile" mirror still.png --model-dir "$models" -q
"$facsimile" extract still_mirror/still_left_mirrored.png --model-dir "$models" -q -o alone.csv --no-sidecar
cmp alone.csv still_mirror/still_left_mirrored.csv
