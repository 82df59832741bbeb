# needs: ffmpeg
# the pipeline that looks at nothing needs no models: everything around the engines runs without them
ffmpeg -v error -f lavfi -i testsrc2=s=64x48:r=10 -frames:v 5 -pix_fmt bgr24 -c:v rawvideo clip.avi
ffmpeg -v error -f lavfi -i testsrc2=s=64x48:r=10 -frames:v 1 still.png
export FACSIMILE_MODELS=/nowhere
for threads in 1 2 3; do
    "$facsimile" extract clip.avi --pipeline null --threads $threads -q -o $threads.csv
    cmp 1.csv $threads.csv
done
[ "$(cut -d, -f1,2,5 1.csv | tr '\n' ' ')" = "frame,face_id,success 1,0,1 2,0,1 3,0,1 4,0,1 5,0,1 " ]
"$facsimile" extract clip.avi --pipeline null --faces many -q -o many.csv
[ "$(wc -l <many.csv)" -eq 6 ]
"$facsimile" extract still.png --pipeline null -q
[ "$(wc -l <still.csv)" -eq 2 ]
"$facsimile" bench clip.avi --pipeline null --repeat 1 --json | grep -q '"frames":[[:space:]]*5'
status=0
"$facsimile" extract clip.avi --pipeline openface -q -o none.csv || status=$?
[ "$status" = 3 ]
