# needs: ffmpeg python3
# a file over HTTP gives what the file gives, byte for byte, whatever the server can do
. "$cases/network.inc"
ffmpeg -v error -i "$source/examples/clip/heads.mp4" -frames:v 40 -vf scale=640:480 -c:v mpeg4 -q:v 3 -movflags +faststart files/first.mp4
ffmpeg -v error -i files/first.mp4 -c copy files/last.mp4
ffmpeg -v error -i files/first.mp4 -c copy files/clip.mkv
ffmpeg -v error -i files/first.mp4 -c copy files/clip.avi
for name in first.mp4 last.mp4 clip.mkv clip.avi; do
    "$facsimile" extract files/$name --pipeline null -o file.csv -q
    for way in range plain chunked slow moved; do
        # one with its index at the end has to be searched
        case $name-$way in last.mp4-plain | last.mp4-chunked | last.mp4-slow | *avi-slow | *avi-moved | first.mp4-slow) continue ;; esac
        "$facsimile" extract "$server/$way/$name?token=abc" --pipeline null -o net.csv -q
        cmp net.csv file.csv
    done
done
# with a real pipeline, and a part of it
"$facsimile" extract files/last.mp4 --pipeline open --start 0.3 --end 1 -o file.csv -q
"$facsimile" extract "$server/range/last.mp4" --pipeline open --start 0.3 --end 1 -o net.csv -q
cmp net.csv file.csv
# one that is cut short on the server is told as the file is
head -c "$(($(wc -c <files/first.mp4) * 6 / 10))" files/first.mp4 >files/cut.mp4
"$facsimile" extract files/cut.mp4 --pipeline null -o file.csv 2>message
sed -n 's/^.*cut.mp4: is cut short/is cut short/p' message >one
"$facsimile" extract "$server/range/cut.mp4" --pipeline null -o net.csv 2>message
sed -n 's/^.*cut.mp4: is cut short/is cut short/p' message >two
cmp net.csv file.csv
[ -s one ]
cmp one two
# pictures
ffmpeg -v error -i files/first.mp4 -frames:v 1 files/a.jpg
ffmpeg -v error -i files/first.mp4 -frames:v 1 files/a.png
ffmpeg -v error -i files/first.mp4 -frames:v 1 files/a.bmp
ffmpeg -v error -i files/first.mp4 -frames:v 1 files/a.gif
for name in a.jpg a.png a.bmp a.gif; do
    "$facsimile" extract files/$name --pipeline open -o file.csv -q
    for way in range chunked; do
        "$facsimile" extract "$server/$way/$name" --pipeline open -o net.csv -q
        cmp net.csv file.csv
    done
done
"$facsimile" draw "$server/range/a.png" file.csv -o drawn.png
"$facsimile" draw files/a.png file.csv -o same.png
cmp drawn.png same.png
