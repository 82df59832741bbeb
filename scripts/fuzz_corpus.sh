#!/bin/sh
# Renew tests/fuzz/corpus: fuzz_corpus.sh [TARGET ...]   after scripts/fuzz.sh
#
# Of what lies in build-fuzz/corpus and of the stored inputs, keeps a small set that reaches the same edges, the smallest inputs first,
# up to 64 KB for each target.  Generated seeds up to 20 KB (seed-*) and regressions (regression-*) stay as they are.
set -eu
cd "$(dirname "$0")/.."
build=build-fuzz
most=65536
[ $# -gt 0 ] || set -- $(ls $build/corpus)
for target in "$@"; do
    stored=tests/fuzz/corpus/$target
    small=$build/small/$target
    mkdir -p "$stored" "$small"
    find "$small" -type f -delete
    "$build/tests/fuzz/fuzz_$target" -set_cover_merge=1 "$small" "$stored" "$build/corpus/$target" \
        >"$build/logs/$target.merge" 2>&1
    find "$stored" -type f ! -name 'regression-*' -delete
    find "$build/corpus/$target" -name 'seed-*' -size -41 -exec cp {} "$stored" \;
    sum=$(cat "$stored"/* 2>/dev/null | wc -c)
    kept=$(sha1sum "$stored"/* 2>/dev/null | cut -c 1-40)
    for input in $(ls -Sr "$small"); do
        sum=$((sum + $(wc -c <"$small/$input")))
        [ $sum -le $most ] || break
        hash=$(sha1sum <"$small/$input" | cut -c 1-40)
        case "$kept" in *"$hash"*) continue ;; esac
        cp "$small/$input" "$stored/$(echo "$hash" | cut -c 1-12)"
    done
    echo "$target: $(ls "$stored" | wc -l) inputs, $(cat "$stored"/* | wc -c) bytes"
done
