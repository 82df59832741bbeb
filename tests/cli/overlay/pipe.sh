# needs: ffmpeg ffprobe python3
# what cannot be read twice is drawn on at once: the table has the final action units all the same, and everybody is told
clip=$source/examples/clip/heads.mp4
ffmpeg -nostdin -v error -i "$clip" -frames:v 40 -c copy clip.mkv
"$facsimile" extract clip.mkv --pipeline open -q -o file.csv --overlay file.mp4
cat clip.mkv | "$facsimile" extract - --pipeline open -o pipe.csv --overlay pipe.mp4 2>err
grep -q 'cannot be read twice, so the overlay has no sound, and its action units are those while it runs (on-line)' err
cmp file.csv pipe.csv
grep -q '"action_units": "final"' file.csv.facsimile.json
grep -q '"action_units": "on-line"' pipe.csv.facsimile.json
grep -q 'cannot be read twice' pipe.csv.facsimile.json
for name in file pipe; do
    [ "$(ffprobe -v error -count_frames -show_entries stream=nb_read_frames -of csv=p=0 $name.mp4)" = 40 ]
    ffmpeg -nostdin -v error -ss 1 -i $name.mp4 -frames:v 1 -pix_fmt rgb24 $name.ppm
done
# "ON-LINE AUS" stands in orange over the bars, where else it is white
python3 - <<'P'
def orange(path):
    data = open(path, "rb").read().split(b"\n", 3)
    width, height = map(int, data[1].split())
    pixels = data[3]
    top = [pixels[3 * (y * width + x):3 * (y * width + x) + 3] for y in range(20) for x in range(640, width)]
    return sum(r > 200 and 140 < g < 210 and b < 120 for r, g, b in top)
assert orange("pipe.ppm") > 50 and orange("file.ppm") == 0, (orange("pipe.ppm"), orange("file.ppm"))
P
# a FIFO is one as well
mkfifo fifo
cat clip.mkv >fifo &
"$facsimile" extract fifo --pipeline open -q --overlay fifo.mp4
wait
cmp fifo.mp4 pipe.mp4
