#!/bin/sh
# threads.sh PROGRAM FRAMES: the CSV does not depend on the number of threads.
set -eu
program=$1
frames=$2
data=${FACSIMILE_TESTDATA:-$(dirname "$0")/../../../shared}
if [ ! -d "$data/golden" ]; then
    echo "skipped: no test data at $data (set FACSIMILE_TESTDATA)" >&2
    [ -n "${CI:-}" ] && exit 1
    exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for run in "default.wmv" "multi_face.avi --faces many"; do
    set -- $run
    clip=$1
    shift
    for threads in 1 2 4; do
        "$program" extract "$data/media/$clip" -o "$folder/$threads.csv" -q --compat openface --threads $threads --max-frames "$frames" \
            --model-dir "$data/models/2.2.0/originals" "$@"
    done
    [ "$(wc -l <"$folder/1.csv")" -gt 1 ]
    cmp "$folder/1.csv" "$folder/2.csv"
    cmp "$folder/1.csv" "$folder/4.csv"
done
