# three men in a room, of whom one dances and one goes behind another: each keeps his number; while the dancer is bent over,
# frames 505 to 513, nobody can tell who it is: he has rows with a number of their own
# needs: data python3
out=three.csv
"$facsimile" extract "$data/media/multi_face.avi" --pipeline open --faces many -q --no-sidecar -o $out
python3 "$support/who_is_who.py" $out --least-idf1 0.95 front:17-702:220,215,460,300 right:1-702:260,10,640,230 left:1-504:30,60,260,265 left:514-702:30,60,260,265
python3 "$support/who_is_who.py" $out --least-idf1 0 bent:505-513:0,200,150,300
