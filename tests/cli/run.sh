#!/bin/sh
# run.sh PROGRAM FOLDER/NAME: runs NAME.sh in an empty folder and compares with what lies beside it:
#   NAME.exit           expected exit status (none: 0)
#   NAME.stdout/.stderr  exact output (none: not looked at)
#   NAME.match          extended regular expressions, each of which some line of stderr matches
# A case finds the command in $facsimile, the test data in $data, their models in $models, its own folder in $cases, what
# several folders share in $support, the top of the source in $source; "# needs: data ffmpeg" names what it cannot do
# without.  Exit 77: skipped (under CI a failure).
set -u
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
name=$2
here=$(cd "$(dirname "$0")" && pwd)
data=${FACSIMILE_TESTDATA:-$here/../../../shared}
[ -d "$data" ] && data=$(cd "$data" && pwd)

skip() {
    echo "$name: $1" >&2
    [ -n "${CI:-}" ] && exit 1
    exit 77
}
for need in $(sed -n 's/^# needs: //p' "$here/$name.sh"); do
    case $need in
    data) [ -d "$data/media" ] || skip "no test data at $data: set FACSIMILE_TESTDATA" ;;
    *) command -v "$need" >/dev/null || skip "$need is not installed" ;;
    esac
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/work" "$folder/home"
unset FACSIMILE_CPU FACSIMILE_MODELS OPENFACE_MODELS_DIR XDG_DATA_HOME
# packs of models take time to make: their own cases switch them on
export FACSIMILE_PACK=off
export facsimile="$program" data models="$data/models/2.2.0/originals" HOME="$folder/home"
export cases="$here/${name%/*}" support="$here/support" source="$here/../.." PYTHONPATH="$here/support"
(cd "$folder/work" && exec sh -eu "$support/case.sh" "$here/$name.sh") >"$folder/stdout" 2>"$folder/stderr"
status=$?

failed=0
expected=0
[ -f "$here/$name.exit" ] && expected=$(cat "$here/$name.exit")
if [ "$status" != "$expected" ]; then
    echo "exit status $status instead of $expected"
    failed=1
fi
for stream in stdout stderr; do
    if [ -f "$here/$name.$stream" ] && ! diff -u "$here/$name.$stream" "$folder/$stream"; then
        echo "$stream differs"
        failed=1
    fi
done
if [ -f "$here/$name.match" ]; then
    while IFS= read -r pattern; do
        if ! grep -Eq -e "$pattern" "$folder/stderr"; then
            echo "stderr has no line that matches: $pattern"
            failed=1
        fi
    done <"$here/$name.match"
fi
if [ $failed -ne 0 ]; then
    echo "--- stdout"
    head -c 2000 "$folder/stdout"
    echo "--- stderr"
    head -c 4000 "$folder/stderr"
fi
exit $failed
