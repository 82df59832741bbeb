# needs: python3 ffmpeg
# the open pipeline on what is turned, not square, interlaced, of high dynamic range: as on the plain clip
python3 "$cases/pixels.py" "$source/examples/clip/heads.mp4" open
