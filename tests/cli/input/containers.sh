# needs: python3 ffmpeg ffprobe
# every container: frames and times as ffprobe has them, and what is reported as cut short.  WIDE=1: all codecs, minutes
# shellcheck disable=SC2086
python3 "$cases/containers.py" ${WIDE:+wide}
