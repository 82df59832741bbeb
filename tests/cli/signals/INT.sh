# needs: data python3
signal=INT
. "$cases/video.inc"
