# needs: camera ffmpeg
# a camera that cannot be used: what it is, and what to do
. "$cases/camera.inc"
ends_with 5 busy "$facsimile" extract camera:0 --pipeline null
grep -q 'camera:0: another program uses the camera (/dev/video0): end it; fuser -v /dev/video0 says which' message
ends_with 5 none "$facsimile" extract camera:3 --pipeline null
grep -q 'camera:3: your user may not use the camera (/dev/video3): it has to be in the group video' message
ends_with 5 none "$facsimile" extract camera:2 --pipeline null
grep -q 'camera:2: there is no such camera (/dev/video2): is it plugged in.*facsimile cameras lists' message
ends_with 5 none "$facsimile" extract camera:1 --pipeline null
grep -q 'camera:1: /dev/video1 gives no pictures' message
[ "$(ls)" = "$(printf 'message\npictures')" ]
# one that is lost midway: its rows are kept
ends_with 6 unplugged "$facsimile" extract camera:0 --pipeline null
grep -q 'warning: camera:0: the camera is gone after 12 frames: unplugged, switched off or reset' message
grep -q 'camera:0: ended before its time, after 12 frames; they are in camera_0.csv' message
[ "$(wc -l <camera_0.csv)" = 13 ]
grep -q '"lost": true' camera_0.csv.facsimile.json
grep -q '"camera:0: the camera is gone after 12 frames' camera_0.csv.facsimile.json
# with final action units, too
ends_with 6 unplugged "$facsimile" extract camera:0 --pipeline open -o open.csv
[ "$(wc -l <open.csv)" = 13 ]
"$facsimile" extract "$work/clip.mkv" --pipeline open -o file.csv -q
cut -d, -f1,2,4- open.csv >one
cut -d, -f1,2,4- file.csv >two
cmp one two
# one that gives nothing any more
ends_with 6 none "$facsimile" extract camera:0 --timeout 0.3 --pipeline null -o silent.csv
grep -q 'after 12 frames nothing has come for 0.3 s (--timeout)' message
[ "$(wc -l <silent.csv)" = 13 ]
# of several inputs it spoils none
ends_with 6 unplugged "$facsimile" extract camera:0 "$work/clip.mkv" --pipeline null -o all
grep -q '1 of 2 inputs done; failed: camera:0' message
[ "$(wc -l <all/clip.csv)" = 13 ]
[ "$(wc -l <all/camera_0.csv)" = 13 ]
