# needs: models
# what docs/cli.md says about the exit statuses of the subcommands
check() { # status, arguments of models
    wanted=$1 status=0
    shift
    "$facsimile" models "$@" >out 2>err || status=$?
    [ $status = "$wanted" ] || { echo "models $*: $status instead of $wanted"; cat err; exit 1; }
}
for subcommand in list path fetch verify licenses; do
    check 5 $subcommand --manifest missing.json
    echo '{' >bad.json
    check 4 $subcommand --manifest bad.json
    check 2 $subcommand nonsense
done
check 2 remove
check 2 pack --json
check 0 list
check 0 licenses
check 3 path openface-clnf
check 3 verify
check 3 pack
check 9 fetch
check 5 fetch --from nowhere --accept-license
mkdir empty
check 3 fetch --from empty --accept-license
check 10 fetch --offline --accept-license
cp -r "$models" copy
export FACSIMILE_MODELS=$PWD/copy
check 0 path openface-clnf
check 0 verify
victim=$(find copy/ -name 'main_clnf_general.txt')
chmod u+w "$(dirname "$victim")" "$victim"
echo x >>"$victim"
check 4 path openface-clnf
check 4 verify
check 4 verify openface-clnf openface3
check 0 list
check 3 path openface3
check 2 pack --landmarks nonsense
