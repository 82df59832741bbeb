# needs: models clip python3 ffmpeg
# the same for the openface pipeline
python3 "$cases/pixels.py" "$clip" openface --model-dir "$models"
