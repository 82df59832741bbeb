# needs: data python3
signal=TERM
. "$cases/stopped_video.sh"
