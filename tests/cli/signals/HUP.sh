# needs: data python3
# a terminal that is closed; the shell and the system may both say so
signal=HUP,HUP
. "$cases/video.inc"
