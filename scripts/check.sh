#!/bin/sh
# Every test: optimised build with unit, golden and command tests; an address+undefined sanitizer build with the unit
# and command tests and short golden runs; a thread sanitizer build with the tests of threads; linters.  The last line
# counts test cases: "N passed, N failed, N skipped".
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

run() { # folder, name of the log, meson test options...
    folder=$1
    log=$2
    shift 2
    rm -f "$folder/meson-logs/$log.junit.xml"
    meson test -C "$folder" --no-rebuild --print-errorlogs --logbase "$log" "$@" || status=1
    results="$results $folder/meson-logs/$log.junit.xml"
}

build build-check -Dtests=true -Dpkgconfig.relocatable=true || exit 1
run build-check testlog

export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
if build build-asan -Dtests=true -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false; then
    run build-asan testlog --timeout-multiplier 6 --no-suite golden --no-suite install
    run build-asan short --timeout-multiplier 6 --suite short
else
    status=1
fi
if build build-tsan -Dtests=true -Dbuildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false; then
    run build-tsan testlog --timeout-multiplier 10 --suite threads
else
    status=1
fi
sh scripts/lint.sh || { echo "lint failed"; status=1; }

python3 scripts/count_tests.py $results || status=1
exit $status
