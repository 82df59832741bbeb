# needs: data python3
signal=INT
. "$cases/stopped_video.sh"
