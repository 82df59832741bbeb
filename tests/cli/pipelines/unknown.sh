# needs: ffmpeg
# also where models would be missing: what is asked for is not there at all
ffmpeg -v error -f lavfi -i testsrc2=s=64x48:r=10 -frames:v 1 -pix_fmt bgr24 -c:v rawvideo clip.avi
export FACSIMILE_MODELS=/nowhere
"$facsimile" extract clip.avi --pipeline OpenFace
