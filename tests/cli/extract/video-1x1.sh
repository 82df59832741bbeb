# needs: models ffmpeg
ffmpeg -v error -f lavfi -i testsrc2=s=64x64:r=10 -frames:v 3 -vf scale=1:1 -pix_fmt bgr24 -c:v rawvideo tiny.avi
"$facsimile" extract tiny.avi --model-dir "$models" -q
[ "$(wc -l <tiny.csv)" -eq 4 ]
