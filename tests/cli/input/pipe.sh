# needs: ffmpeg
# standard input: a video, and what is said when a pipe cannot be searched
ffmpeg -v error -f lavfi -i testsrc2=size=640x480:rate=25 -frames:v 60 -c:v mpeg4 -b:v 4M a.avi
ffmpeg -v error -i a.avi -c copy a.mkv
ffmpeg -v error -i a.avi -c copy -movflags +faststart first.mp4
ffmpeg -v error -i a.avi -c copy last.mp4
for name in a.avi a.mkv first.mp4; do
    "$facsimile" extract $name --pipeline null -o file.csv -q
    cat $name | "$facsimile" extract - --pipeline null -q
    cut -d, -f1,2,4- stdin.csv >one
    cut -d, -f1,2,4- file.csv >two
    cmp one two
    "$facsimile" extract - --pipeline null -o redirected.csv -q <$name
    cmp redirected.csv file.csv
done
status=0
cat last.mp4 | "$facsimile" extract - --pipeline null -o last.csv 2>message || status=$?
[ $status = 6 ]
grep -q 'through a pipe.*index at the end' message
[ ! -e last.csv ]
"$facsimile" extract - --pipeline null -o last.csv -q <last.mp4
