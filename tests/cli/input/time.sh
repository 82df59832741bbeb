# needs: python3 ffmpeg ffprobe
# when frames are shown, in every container, as FFmpeg says; and what is reported as cut short
python3 "$cases/time.py"
