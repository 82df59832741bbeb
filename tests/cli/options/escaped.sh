# line ends and control characters of a name are shown, not obeyed, in every message, which stays in its line
name=$(printf 'a\nb\033[31m')
shown='a\nb\x1b[31m'
said() { # status, arguments; the name is shown in one line
    expected=$1
    shift
    status=0
    "$facsimile" "$@" >out 2>err || status=$?
    if [ $status != "$expected" ] || ! grep -qF -e "$shown" err || [ "$(grep -c . err)" != 1 ] || grep -q "$(printf '\033')" err; then
        echo "$*: status $status"
        cat err
        exit 1
    fi
}
said 2 "$name"
said 2 "--$name"
said 2 help "$name"
said 2 extract "--$name"
said 2 extract a.mp4 --threads "$name"
said 2 extract a.mp4 --fx "$name" --fy 5
said 2 extract a.mp4 --faces "$name"
said 2 extract a.mp4 --cpu "$name"
said 5 extract "$name"
said 1 compare "$name" b.csv
said 5 bench "$name"
said 2 models "$name"
said 2 models list "$name"
said 5 models list --manifest "$name"
: >"$name"
said 2 extract "$name" -o "$name"
said 6 extract "$name"
"$facsimile" models fetch openface-clnf --accept-license --cache-dir cache --from "$name/none" 2>err || [ $? = 5 ]
grep -qF "facsimile: $shown/none: does not exist" err
# several lines, each of which is its own
"$facsimile" extract "$name" none.mp4 --model-dir "$name" 2>err || [ $? = 3 ]
grep -qF "  $shown (the model folder asked for): is no folder" err
[ "$(grep -c '^b' err)" = 0 ]
# a word that can be given to a shell
OPENFACE_MODELS_DIR= "$facsimile" models fetch openface-clnf --cache-dir "it's $name" </dev/null 2>err || [ $? = 9 ]
grep -qF -- "--cache-dir \$'it\\'s a\\nb\\033[31m'" err || grep -qF -- "--cache-dir \$'it\\'s a\\012b\\033[31m'" err
