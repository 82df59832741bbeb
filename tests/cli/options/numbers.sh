# numbers no analysis can be made with are refused, with what is possible
refused() { # message, arguments of extract
    said=$1
    shift
    status=0
    "$facsimile" extract none.mp4 "$@" 2>err || status=$?
    if [ $status != 2 ] || [ "$(cat err)" != "facsimile: $said" ]; then
        echo "$*: status $status, $(cat err)"
        exit 1
    fi
}
for number in 1e-30 -500 0 -1 1e30 0.5; do
    refused "--fx: '$number' is not between 1 and 1000000 pixels" --fx $number --fy 500
    refused "--fy: '$number' is not between 1 and 1000000 pixels" --fx 500 --fy=$number
done
for number in 1e30 -1e7; do
    refused "--cx: '$number' is not between -1000000 and 1000000 pixels" --cx $number --cy 5
done
for number in nan inf -inf infinity 0x10 ' 5' '5 ' 5px '' 1,5; do
    [ -z "$number" ] || refused "--cy: '$number' is no number" --cx 5 --cy "$number"
done
refused "--fx: '' is no number" --fx= --fy 5
for count in -1 +4 ' 4' 4.0 0x4 4k ''; do
    refused "--threads: '$count' is no whole number from 0" "--threads=$count"
    refused "--max-frames: '$count' is no whole number from 0" "--max-frames=$count"
done
refused "--max-frames: '9223372036854775808' is too large" --max-frames 9223372036854775808
refused '--threads: at most 1024' --threads 99999999999999999999
refused '--jobs: at most 1024' -j1025
for number in 0 -1 1e30 nan; do
    status=0
    "$facsimile" models fetch --timeout $number 2>err || status=$?
    [ $status = 2 ]
    grep -q "^facsimile: --timeout: '$number' is " err
done
status=0
"$facsimile" models fetch --retry-wait -1 2>err || status=$?
[ $status = 2 ]
grep -q "^facsimile: --retry-wait: '-1' is not between 0 and 604800 seconds" err
