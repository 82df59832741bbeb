#!/bin/sh
# bare.sh: what somebody gets who clones this and has nothing else.  A clone of HEAD with nothing beside it, an empty home
# folder, an environment of HOME and PATH only: `make quick` and `make demo`.  Where FACSIMILE_MODELS names OpenFace's model
# files, which anybody may have, both again with them; CLIP is then the video.  The last line counts tests.
set -u
cd "$(dirname "$0")/.."
models=${FACSIMILE_MODELS:-}
clip=${CLIP:-}
[ -d "$models" ] && models=$(cd "$models" && pwd)
[ -f "$clip" ] && clip=$(cd "$(dirname "$clip")" && pwd)/$(basename "$clip")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/home" "$work/logs"
git clone --quiet . "$work/clone" || exit 1
bare() { # log, NAME=VALUE... command...
    log=$work/logs/$1
    shift
    echo "== $*"
    (cd "$work/clone" && env -i HOME="$work/home" PATH=/usr/bin:/bin:/usr/sbin:/sbin "$@") >"$log" 2>&1 </dev/null
    status=$?
    tail -n 200 "$log"
    return $status
}

verdict() { # exit status
    if [ "$1" -eq 0 ]; then verdict=--passed; else verdict=--failed; fi
}

bare quick.txt make quick
set -- "$work/logs/quick.txt=$status"

# without anything the demo analyses our own clip with the pipeline that needs no files, says so, draws a frame and makes a report
bare demo.txt make demo
[ $status -eq 0 ] && grep -q 'pipeline open, since' "$log" && [ "$(wc -l <"$work/clone/demo.csv")" -gt 100 ] &&
    [ -s "$work/clone/demo.png" ] && grep -q 'AU12' "$work/clone/demo.html"
verdict $?
set -- "$@" $verdict "make demo with nothing but the clone"

if [ -d "$models" ]; then
    bare quick-models.txt FACSIMILE_MODELS="$models" make quick
    set -- "$@" "$work/logs/quick-models.txt=$status"
    # they are taken: no test says that there are none
    ! grep -q 'skipped: no model files' "$log"
    verdict $?
    set -- "$@" $verdict "make quick uses the model files of FACSIMILE_MODELS"
    bare demo-models.txt FACSIMILE_MODELS="$models" make demo CLIP="$clip"
    [ $status -eq 0 ] && [ "$(wc -l <"$work/clone/demo.csv")" -gt 1 ]
    verdict $?
    set -- "$@" $verdict "make demo with model files"
else
    set -- "$@" --skipped "no model files of OpenFace (set FACSIMILE_MODELS)"
fi
python3 scripts/count_tests.py "$@"
