# needs: data python3
signal=TERM
. "$cases/video.inc"
