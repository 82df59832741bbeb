#!/bin/sh
# Renew tests/fuzz/corpus: fuzz_corpus.sh [TARGET ...]   after scripts/fuzz.sh
#
# Of what lies in build-fuzz/corpus and of the stored inputs, keeps a small set of inputs up to 16 KB that reaches the same
# edges; regressions (regression-*) stay as they are.
set -eu
cd "$(dirname "$0")/.."
build=build-fuzz
[ $# -gt 0 ] || set -- $(ls $build/corpus)
for target in "$@"; do
    stored=tests/fuzz/corpus/$target
    small=$build/small/$target
    mkdir -p "$stored" "$small"
    find "$small" -type f -delete
    "$build/tests/fuzz/fuzz_$target" -set_cover_merge=1 "$small" "$stored" "$build/corpus/$target" >"$build/logs/$target.merge" 2>&1
    find "$stored" -type f ! -name 'regression-*' -delete
    for input in "$small"/*; do
        [ "$(wc -c <"$input")" -le 16384 ] || continue
        cp "$input" "$stored/$(sha1sum <"$input" | cut -c 1-12)"
    done
    echo "$target: $(ls "$stored" | wc -l) inputs, $(cat "$stored"/* | wc -c) bytes"
done
