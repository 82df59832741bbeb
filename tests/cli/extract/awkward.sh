# needs: models ffmpeg
# every file of the gallery ends in rows or in a message, never in a crash or a half-written file
mkdir gallery
"$awkward_pictures" gallery
sh "$source/tests/awkward/videos.sh" gallery
good=0 bad=0
for file in gallery/*; do
    status=0
    "$facsimile" extract "$file" -o out.csv --max-frames 4 --model-dir "$models" 2>message || status=$?
    case $status in
    0)
        head -n 1 out.csv | grep -q '^f'
        awk -F, 'NR == 1 { columns = NF } NF != columns { exit 1 }' out.csv
        rm out.csv out.csv.facsimile.json
        good=$((good + 1))
        ;;
    6)
        [ ! -e out.csv ]
        [ ! -e out.csv.facsimile.json ]
        grep -qF "$file" message
        bad=$((bad + 1))
        ;;
    *)
        echo "$file: status $status" >&2
        cat message >&2
        exit 1
        ;;
    esac
done
rm message
[ "$(ls)" = gallery ]
[ $good -gt 30 ]
[ $bad -gt 8 ]
