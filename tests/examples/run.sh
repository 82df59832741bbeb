#!/bin/sh
# run.sh PROGRAM...: what the examples print, without models and, when there are test data, with them.
set -eu
for program; do
    name=${program##*/example_}
    program=$(cd "$(dirname "$program")" && pwd)/${program##*/}
    eval "$name=\$program"
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
clip=$(cd "$(dirname "$0")/../../examples/clip" && pwd)/heads.mp4
data=${FACSIMILE_TESTDATA:-$(dirname "$0")/../../../shared}
data=$(cd "$data" 2>/dev/null && pwd) || data=
cd "$folder"
unset FACSIMILE_MODELS OPENFACE_MODELS_DIR XDG_DATA_HOME
export HOME="$folder" FACSIMILE_PACK=off
fail() {
    echo "$1" >&2
    cat out >&2
    exit 1
}
# status TEXT COMMAND...: the command ends with the status and says the text
expect() {
    wanted=$1 text=$2
    shift 2
    status=0
    "$@" >out 2>&1 || status=$?
    [ "$status" = "$wanted" ] || fail "$*: exit status $status instead of $wanted"
    grep -q -- "$text" out || fail "$*: does not say: $text"
}

# a picture of grey, 16 x 16
{ printf 'P6 16 16 255\n'; head -c 768 /dev/zero; } >grey.ppm
head -c 768 /dev/zero >frames
for program in "$extract_file" "$own_memory" "$stages" "$stream"; do
    expect 2 usage "$program"
done
# without model files: the open pipeline
expect 0 '^0 faces' "$stages" grey.ppm
expect 0 '' sh -c '"$1" 16 16 30 <frames' - "$stream"
expect 0 '200 frames in' "$extract_file" "$clip" clip.csv
[ "$(wc -l <clip.csv)" = 201 ]
expect 1 'nothing.mp4' "$extract_file" nothing.mp4 out.csv
expect 1 '0 not given back' "$own_memory" nothing.mp4 out.csv

# not inside a checkout: the models are named
[ -n "$data" ] && [ -d "$data/models/2.2.0/originals" ] || { echo "no test data: only the failures were tried"; exit 0; }
export FACSIMILE_MODELS="$data/models/2.2.0/originals"
expect 0 'frames in' "$extract_file" "$data/media/sample1.jpg" out.csv
[ "$(wc -l <out.csv)" = 2 ]
expect 0 ' 0 not given back' "$own_memory" "$data/media/sample1.jpg" own.csv
grep -q '^\[info\] wrote own.csv' out || fail "no message"
cmp out.csv own.csv
expect 0 '^0 faces' "$stages" grey.ppm
expect 0 'AU45_r' sh -c '"$1" 16 16 30 <frames' - "$stream"
command -v ffmpeg >/dev/null || { echo "no ffmpeg: only the smallest pictures were tried"; exit 0; }
ffmpeg -v error -i "$data/media/sample1.jpg" -pix_fmt rgb24 face.ppm
expect 0 '^face at' "$stages" face.ppm
grep -q '  AU12 [0-9]' out || fail "no action units"
ffmpeg -v error -i "$data/media/default.wmv" -frames:v 5 -f rawvideo -pix_fmt bgr24 frames.bgr
expect 0 'frame 4 at 0.133 s: face 0, tracked' sh -c '"$1" 640 480 30 <frames.bgr' - "$stream"
[ "$(grep -c '^AU' out)" = 17 ] || fail "not all action units"
