# needs: picture ffmpeg
# one bad picture spoils nothing, however many threads there are
mkdir pictures
ffmpeg -v error -i "$picture" -frames:v 1 -vf scale=320:-2 a.png
for n in 1 2 4 5 6; do
    cp a.png pictures/$n.png
done
head -c 100 a.png >pictures/3.png
: >pictures/7.png
for threads in 1 2 4; do
    "$facsimile" extract pictures --pipeline open --threads $threads -o $threads.csv 2>message
    [ "$(cut -d, -f1,5 $threads.csv | tr '\n' ' ')" = "frame,success 1,1 2,1 3,0 4,1 5,1 6,1 7,0 " ]
    grep -q 'warning: pictures/3.png: .*; its row has success 0$' message
    grep -q 'warning: pictures/7.png: .*; its row has success 0$' message
    grep -q '7 frames, 5 with a face$' message
    cmp $threads.csv 1.csv
    status=0
    "$facsimile" extract pictures --image --pipeline open --threads $threads -o stills$threads 2>message || status=$?
    [ $status = 6 ]
    [ "$(ls stills$threads | tr '\n' ' ')" = "1.csv 2.csv 4.csv 5.csv 6.csv " ]
    grep -q '2 of 7 pictures could not be read, what the others gave is kept: 3.png, 7.png' message
    diff -r stills$threads stills1
    grep -q '"unreadable": 2' stills$threads.facsimile.json
done
rm pictures/[124-6].png
status=0
"$facsimile" extract pictures --pipeline null -o none.csv 2>message || status=$?
[ $status = 6 ]
grep -q 'none of its 2 pictures can be read' message
[ ! -e none.csv ]
