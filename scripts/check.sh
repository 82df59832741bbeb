#!/bin/sh
# check.sh quick|check|long: build and test.  The last line counts test cases, "N passed, N failed, N skipped", and agrees with
# the exit status; a build or a linter that fails counts as a failed test.
#   quick  an optimised build and its unit tests
#   check  the same build with unit, golden, command, fuzz, install and training tests; an address+undefined sanitizer build with
#          unit, command and fuzz tests and short golden runs; a thread sanitizer build with the tests of threads; linters
#   long   all that, every fuzz target for a minute, all containers and codecs, and the Debian package in a clean system
set -u
cd "$(dirname "$0")/.."
tier=${1:-check}

results=$(mktemp)
trap 'rm -f "$results"' EXIT
note() { # an argument of count_tests.py a line
    printf '%s\n' "$@" >>"$results"
}
finish() {
    set --
    while IFS= read -r argument; do
        set -- "$@" "$argument"
    done <"$results"
    python3 scripts/count_tests.py "$@"
    exit $?
}

needed() { # folder, suite: what ninja has to make for its tests
    meson introspect --targets --tests "$1" | python3 -c '
import json, os, sys
found = json.load(sys.stdin)
files = {target["id"]: target["filename"] for target in found["targets"]}
suite = [test for test in found["tests"] if "facsimile:" + sys.argv[2] in test["suite"]]
top = os.path.abspath(sys.argv[1])
print(*sorted({os.path.relpath(name, top) for test in suite for part in test["depends"] for name in files[part]}), sep="\n")' "$@"
}

build() { # folder, suite or "all", meson options...
    folder=$1
    suite=$2
    shift 2
    if [ -f "$folder/build.ninja" ]; then
        meson configure "$folder" "$@" >/dev/null
    else
        meson setup "$folder" "$@" >"$folder.log" 2>&1 || { cat "$folder.log"; false; }
    fi && targets=$([ "$suite" = all ] || needed "$folder" "$suite") && ninja -C "$folder" $targets >"$folder.log" 2>&1 &&
        rm -f "$folder.log" && return 0
    [ -f "$folder.log" ] && tail -n 40 "$folder.log"
    note --failed "the build in $folder"
    return 1
}

run() { # folder, name of the log, meson test options...
    folder=$1
    log=$folder/meson-logs/$2
    shift 2
    rm -f "$log.json"
    meson test -C "$folder" --no-rebuild --print-errorlogs --logbase "${log##*/}" "$@"
    note "$log.json=$?"
}

case $tier in
long) packages="fuzz deb-check" ;;
*) packages=$tier ;;
esac
for group in $packages; do
    sh scripts/packages.sh "$group" || { note --failed "the packages that are needed"; finish; }
done
if [ "$tier" = quick ]; then
    build build-quick all -Dtests=true && run build-quick testlog --suite unit
    finish
fi

# warnings and findings differ between releases of the tools: they count where they are those that the code is kept clean for
strict=true
case $(clang --version) in
*"version 14."*) ;;
*)
    strict=false
    note --skipped "linters and warnings: the code is kept clean for clang 14 and gcc 12 (Debian 12)"
    ;;
esac
# three builds of hundreds of programs: the quicker linker, which is among the packages
if command -v mold >/dev/null; then
    export CC_LD="${CC_LD:-mold}"
fi
build build-check all -Dtests=true -Dwerror=$strict -Dpkgconfig.relocatable=true && run build-check testlog
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
if build build-asan all -Dtests=true -Dwerror=$strict -Dbuildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false; then
    run build-asan testlog --timeout-multiplier 6 --no-suite golden --no-suite install --no-suite training --no-suite cluster \
        --no-suite plain
    run build-asan short --timeout-multiplier 6 --suite short
fi
if build build-tsan threads -Dtests=true -Dwerror=$strict -Dbuildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false; then
    run build-tsan testlog --timeout-multiplier 10 --suite threads
fi
if [ $strict = true ]; then
    sh scripts/lint.sh || note --failed "the linters"
fi
step() { # command...: one test
    if "$@"; then note --passed "$*"; else note --failed "$*"; fi
}
if [ "$tier" = long ]; then
    step sh scripts/fuzz.sh 60
    step env WIDE=1 sh tests/cli/run.sh build-check/cli/facsimile input/containers
    step sh scripts/check_deb.sh
fi
finish
