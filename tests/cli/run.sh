#!/bin/sh
# run.sh PROGRAM FOLDER/NAME: runs NAME.sh in an empty folder and compares with what lies beside it:
#   NAME.exit           expected exit status (none: 0)
#   NAME.stdout/.stderr  exact output (none: not looked at)
#   NAME.match          extended regular expressions, each of which some line of stderr matches
# A case finds the command in $facsimile, its own folder in $cases, what several folders share in $support, the top of the
# source in $source.  "# needs: clip ffmpeg" names what it cannot do without:
#   models     a folder of OpenFace's model files in $models: those of the test data, else the person's own
#   clip       a video with a face in $clip: default.wmv of the test data, else $CLIP
#   picture    a picture with a face in $picture: sample1.jpg of the test data, else a frame of $CLIP
#   data       the test data in $data, and with them all of the above
#   onnx       ONNX Runtime, where the program finds it
#   camera     a build that reads cameras: a program with $fake_camera as LD_PRELOAD finds one
#   h5py       a build with HDF5, and h5py of the system's Python
#   lsl        pylsl of the test's Python in $lsl_python (its PYTHONPATH), and the library it brings, where the program finds it
#   liblo      the library liblo
#   pages      a build with pages (dygraphs)
#   pandas     pandas of the system's Python
#   polars     polars, in $polars, which is to be the PYTHONPATH
#   jsonlite   R's package of that name
#   terminal   a pseudo-terminal
#   PROGRAM    a program
# Exit 77: skipped (under CI a failure).
set -u
program=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
name=$2
here=$(cd "$(dirname "$0")" && pwd)
data=${FACSIMILE_TESTDATA:-$here/../../../shared}
[ -d "$data" ] && data=$(cd "$data" && pwd)

skip() {
    echo "$name: skipped: $1" >&2
    [ -n "${CI:-}" ] && exit 1
    exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/work" "$folder/home"

# "" = there are none; laid out as in OpenFace's repository, into which cases look
find_models() {
    found=$data/models/2.2.0
    [ -d "$found" ] || found=$("$program" models path openface-clnf 2>/dev/null) || found=/nowhere
    models=
    for place in "$found" "$found/originals" "$found/2.2.0/originals"; do
        [ -d "$place/lib/local" ] && models=$(cd "$place" && pwd)
    done
}
# under the names of the test data, which messages repeat
find_clip() {
    clip=$data/media/default.wmv
    [ -f "$clip" ] || { clip=$folder/default.wmv && [ -f "${CLIP:-}" ] && ln -sf "$(realpath "$CLIP")" "$clip"; }
}
find_picture() {
    picture=$data/media/sample1.jpg
    [ -f "$picture" ] || { picture=$folder/sample1.jpg && find_clip && command -v ffmpeg >/dev/null &&
        ffmpeg -nostdin -v error -y -ss 1 -i "$clip" -frames:v 1 -q:v 2 "$picture"; }
}
find_models
clip=
picture=
for need in $(sed -n 's/^# needs: //p' "$here/$name.sh"); do
    case $need in
    data) [ -d "$data/golden" ] || skip "no test data at $data (set FACSIMILE_TESTDATA)" ;;
    models) [ -n "$models" ] || skip "no model files (facsimile models fetch, or set FACSIMILE_MODELS)" ;;
    clip) find_clip || skip "no clip (set CLIP)" ;;
    picture) find_picture || skip "no clip (set CLIP)" ;;
    onnx) runtime=$("$program" doctor 2>/dev/null | sed -n 's/^.*\[ok\] ONNX Runtime .* in \(.*\); providers: .*$/\1/p')
        [ -n "$runtime" ] || skip "no ONNX Runtime (sh scripts/packages.sh onnx)"
        export FACSIMILE_ONNXRUNTIME="$runtime" ;; # cases have another home
    camera) [ -n "${fake_camera:-}" ] || skip "built without Video4Linux" ;;
    h5py) [ "${have_hdf5:-yes}" = yes ] || skip "built without libhdf5"
        /usr/bin/python3 -c 'import h5py' 2>/dev/null || skip "no h5py (Debian: python3-h5py)" ;;
    lsl) export lsl_python="${XDG_DATA_HOME:-${HOME:-/nowhere}/.local/share}/facsimile/pylsl"
        FACSIMILE_LSL=$(PYTHONPATH=$lsl_python python3 -c 'import os, pylsl; print(os.path.dirname(pylsl.__file__))' 2>/dev/null) ||
            skip "no pylsl (sh scripts/packages.sh lsl)"
        export FACSIMILE_LSL ;;
    liblo) "$program" doctor 2>/dev/null | grep -q '^  \[ok\] liblo ' || skip "no liblo (Debian: liblo7)" ;;
    pages) [ "${have_pages:-yes}" = yes ] || skip "built without pages (Debian: libjs-dygraphs)" ;;
    pandas) /usr/bin/python3 -c 'import pandas' 2>/dev/null || skip "no pandas (Debian: python3-pandas)" ;;
    polars) polars=${XDG_DATA_HOME:-$HOME/.local/share}/facsimile/polars
        PYTHONPATH=$polars python3 -c 'import polars' 2>/dev/null || skip "no polars (sh scripts/packages.sh polars)"
        export polars ;;
    jsonlite) Rscript --vanilla -e 'library(jsonlite)' >/dev/null 2>&1 || skip "no jsonlite (Debian: r-cran-jsonlite)" ;;
    terminal) python3 -c 'import pty; pty.openpty()' 2>/dev/null || skip "no pseudo-terminal" ;;
    *) command -v "$need" >/dev/null || skip "$need is not installed" ;;
    esac
done

unset FACSIMILE_CPU FACSIMILE_MODELS OPENFACE_MODELS_DIR XDG_DATA_HOME
# packs of models take time to make: their own cases switch them on
export FACSIMILE_PACK=off
export facsimile="$program" data models clip picture HOME="$folder/home"
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
