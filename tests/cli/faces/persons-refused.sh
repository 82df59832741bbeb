# --persons: what it does not go with is said before anything is written
# needs: ffmpeg
clip=$source/examples/clip/heads.mp4
refused() { # what is said, command line
    said=$1
    shift
    status=0
    "$facsimile" "$@" -q 2>err || status=$?
    if [ $status != 2 ] || ! grep -qF -e "$said" err; then
        echo "$*: status $status, $(cat err)"
        exit 1
    fi
}
refused "'all' is neither file nor run" extract "$clip" --faces many --persons all -o x.csv
refused '--persons: give --faces many with it' extract "$clip" --persons run -o x.csv
refused '--persons: --compat has rules of its own' extract "$clip" --faces many --compat openface --persons run -o x.csv
refused '--persons run: not with batch' batch "$clip" --faces many --persons run -o out
refused 'has not the 68 points that faces are recognised by' extract "$clip" --pipeline null --faces many --persons run -o x.csv
refused 'the persons of a calibration have numbers of their own' extract "$clip" --pipeline open --faces many --persons run \
    --calibration-from "$clip" -o x.csv
[ "$(ls)" = err ]
"$facsimile" batch "$clip" --pipeline open --faces many --persons file --max-frames 2 -q -o out
[ -s out/heads.csv ]
# of a picture by itself nothing is remembered
ffmpeg -nostdin -v error -i "$clip" -frames:v 1 still.png
"$facsimile" extract still.png "$clip" --pipeline open --faces many --persons run --max-frames 2 -q -o mixed/
[ -s mixed/still.csv ] && [ -s mixed/heads.csv ]
