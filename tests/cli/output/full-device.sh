# needs: models clip picture
# no room on standard output: the same status from every command, and a message that names it
export FACSIMILE_MODELS="$models"
check() {
    status=0
    "$facsimile" "$@" >/dev/full 2>err || status=$?
    [ $status = 8 ] || { echo "status $status: $*"; cat err; exit 1; }
    grep -q '^facsimile: standard output: .*[Nn]o space left on' err || { echo "$*"; cat err; exit 1; }
}
check extract "$picture" -o -
check extract "$clip" --max-frames 3 -o -
check bench "$clip" --max-frames 3 --repeat 1 --warmup 0
check bench "$clip" --max-frames 3 --repeat 1 --warmup 0 --json
for words in help 'help extract' --version doctor 'doctor --json' 'doctor openface3' cpuinfo 'cpuinfo --json' 'models list' \
    'models list --json --files' 'models path' 'models path openface-clnf' 'models verify' 'models licenses'; do
    # shellcheck disable=SC2086
    check $words
done
printf 'frame, success\n1, 1\n' >a.csv
check compare a.csv a.csv
status=0
"$facsimile" extract "$picture" -o out.csv -q --profile /dev/full 2>err || status=$?
[ $status = 8 ]
