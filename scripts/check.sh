#!/bin/sh
# Every test: optimised build with unit, golden and command tests; address+undefined and thread sanitizer builds with the
# unit tests and short golden runs; linters.  The last line counts test cases: "N passed, N failed, N skipped".
set -u
cd "$(dirname "$0")/.."
results=""
status=0

build() { # folder, meson options...
    folder=$1
    shift
    if [ -f "$folder/build.ninja" ]; then
        meson configure "$folder" "$@" >/dev/null || return 1
    else
        meson setup "$folder" "$@" >"$folder.log" 2>&1 || { cat "$folder.log"; return 1; }
        rm -f "$folder.log"
    fi
    ninja -C "$folder" >"$folder/ninja.log" 2>&1 || { tail -n 40 "$folder/ninja.log"; return 1; }
}

run() { # folder, meson test options...
    folder=$1
    shift
    rm -f "$folder/meson-logs/testlog.junit.xml"
    meson test -C "$folder" --no-rebuild --print-errorlogs "$@" || status=1
    results="$results $folder/meson-logs/testlog.junit.xml"
}

build build-check -Dtests=true || exit 1
run build-check

export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
if build build-asan -Dtests=true -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false; then
    run build-asan --timeout-multiplier 6 --no-suite golden
else
    status=1
fi
if build build-tsan -Dtests=true -Dbuildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false; then
    run build-tsan --timeout-multiplier 10 --suite threads
else
    status=1
fi
sh scripts/lint.sh || { echo "lint failed"; status=1; }

python3 scripts/count_tests.py $results || status=1
exit $status
