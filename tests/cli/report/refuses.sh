# needs: pages python3
# what cannot be is said, and leaves everything as it was
export PYTHONPATH="$cases:$PYTHONPATH"
cp "$source/examples/clip/heads.mp4" .
"$facsimile" extract heads.mp4 --pipeline open --max-frames 8 --threads 1 -q
cp heads.csv before.csv
cp heads.mp4 before.mp4
fails() { # STATUS MESSAGE ARGUMENT...
    wanted=$1 said=$2
    shift 2
    status=0
    "$facsimile" report "$@" 2>errors || status=$?
    [ "$status" = "$wanted" ] || { cat errors; echo "$*: $status"; exit 1; }
    grep -q -e "$said" errors || { cat errors; exit 1; }
    cmp heads.csv before.csv
    cmp heads.mp4 before.mp4
    refuse ls ./*.html ./*part* 2>/dev/null
}
fails 2 'report: an input is missing'
fails 2 "video: 'small' is none of embed, link, none" heads.csv --video small
fails 2 'an event has at least one row' heads.csv --event-rows 0
fails 2 'heads.csv: is an input and would be replaced by the report' heads.csv -o heads.csv
fails 2 'is the video of heads.csv and would be replaced by the report' heads.csv -o heads.mp4
fails 2 'is the source of one result, and there are 2' heads.csv heads.csv --source heads.mp4 -o x.html
fails 2 'is no table, so it has no source' heads.mp4 --source heads.mp4
fails 5 'missing.csv: cannot be read' missing.csv
fails 5 'missing.mp4: cannot be read' heads.csv --source missing.mp4
fails 5 'missing.mp4' missing.mp4 -o x.html
printf 'a,b\n1,2\n' >other.csv
fails 6 'other.csv: is no table of results' other.csv
printf 'frame,timestamp,success,AU12_r\n1,0,1,7\n' >high.csv
fails 6 'high.csv: line 2: AU12_r is 7: intensities are from 0 to 5' high.csv
printf 'frame,timestamp,success,AU12_r\n2,0,1,1\n1,1,1,1\n' >back.csv
fails 6 'back.csv: line 3: frame is 1: those of a face grow from row to row' back.csv
head -1 heads.csv >empty.csv
fails 6 'empty.csv: has no rows' empty.csv
mkdir folder
fails 6 'folder: is a folder with no table of a mirrored face' folder
fails 7 'nowhere/x.html' heads.csv -o nowhere/x.html
# a video that is not the one the table was made from: by its record, and by its points
sed 's/"width": 320/"width": 640/' heads.csv.facsimile.json >x.json && mv x.json heads.csv.facsimile.json
fails 2 'is not the video that heads.csv was made from: it has 320 x 240 pixels, and that had 640 x 240' heads.csv --source heads.mp4
python3 - <<'END'
import csv
rows = list(csv.reader(open("heads.csv")))
at = rows[0].index("x_0")
with open("wide.csv", "w") as file:
    for row in rows:
        if row is not rows[0]:
            row[at:at + 68] = ["%.1f" % (float(cell) + 900) for cell in row[at:at + 68]]
        file.write(",".join(row) + "\n")
END
fails 2 'is not the video that wide.csv was made from: points of frame 1 lie outside of its 320 x 240 pixels' wide.csv --source heads.mp4
