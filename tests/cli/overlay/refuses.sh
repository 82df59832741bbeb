# needs: ffmpeg
# what cannot be is said before there is work done, and nothing is left
clip=$source/examples/clip/heads.mp4
ffmpeg -nostdin -v error -i "$clip" -frames:v 10 -c copy in.mp4
ffmpeg -nostdin -v error -i in.mp4 -frames:v 1 face.png
cp in.mp4 before.mp4
check() { # status, what stderr says, arguments
    wanted=$1 said=$2 status=0
    shift 2
    "$facsimile" extract --pipeline open "$@" 2>err || status=$?
    if [ $status != "$wanted" ] || ! grep -qF -e "$said" err; then
        echo "extract $*: status $status, $(cat err)"
        exit 1
    fi
}
check 2 'cannot be both an input and the overlay (--overlay)' in.mp4 --overlay ./in.mp4
ln -s in.mp4 link.mp4
check 2 'cannot be both an input and the overlay (--overlay)' in.mp4 --overlay link.mp4
check 2 'is a video, and the input is a picture' face.png --overlay out.mp4
check 2 'is a picture, and the input is a video' in.mp4 --overlay out.png
check 2 'is a picture, and the input is a video' in.mp4 --overlay out.gif
check 2 'one place for 2 results' in.mp4 face.png --overlay out.mp4
check 2 'out.mkv' in.mp4 -o out.mkv --overlay out.mkv
check 7 'there is no folder nowhere' in.mp4 --overlay nowhere/out.mp4
ulimit -f 16 # blocks of 512 bytes or of 1 KiB: less than the video
check 8 'out.mp4' in.mp4 -o out.csv --overlay out.mp4
[ "$(ls | tr '\n' ' ')" = 'before.mp4 err face.png in.mp4 link.mp4 ' ]
cmp in.mp4 before.mp4
