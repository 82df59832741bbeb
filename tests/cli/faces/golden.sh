# needs: data
# descriptors and aligned faces are the reference's, byte for byte, and asking for them changes no number
run() { "$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 20 -q "$@"; }
run --hog first20.hog --aligned aligned
[ "$(ls | tr '\n' ' ')" = 'aligned first20.hog ' ]
cmp first20.hog "$data/golden/default/first20.hog"
diff -r aligned "$data/golden/default/aligned"
[ "$(ls aligned | wc -l)" = 20 ]
run -o plain.csv
run -o with.csv --hog - --aligned aligned >standard
cmp plain.csv with.csv
cmp standard first20.hog
