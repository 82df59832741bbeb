# needs: ffmpeg
ffmpeg -v error -f lavfi -i color=s=64x64:d=1 -frames:v 1 -c:v mjpeg one.avi
ffmpeg -v error -i one.avi -t 0 -c copy none.avi || head -c 5000 one.avi | head -c 400 >none.avi
"$facsimile" extract none.avi
