#!/bin/sh
# Fuzz the readers: fuzz.sh [SECONDS [TARGET ...]]      (60 seconds for each target of tests/fuzz)
#
# Needs clang with its run-time libraries (Debian: scripts/packages.sh fuzz).  CC may name another clang.  Inputs that
# reach new code are kept in build-fuzz/corpus/TARGET, findings in build-fuzz/findings.  Ends with a table:
# target | executions | per second | edges | seconds | findings; exit status 1 when there are any.
set -u
cd "$(dirname "$0")/.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
build=build-fuzz
if [ ! -f $build/build.ninja ]; then
    CC=${CC:-clang} meson setup $build -Dtests=true -Dfuzz=true -Dbuildtype=debugoptimized -Db_lundef=false \
        >$build.log 2>&1 || { cat $build.log; exit 1; }
    rm -f $build.log
fi
ninja -C $build fuzz >$build/ninja.log 2>&1 || { tail -n 40 $build/ninja.log; exit 1; }
[ $# -gt 0 ] || set -- $(for target in tests/fuzz/fuzz_*.c; do basename "$target" .c; done | sed 's/^fuzz_//' | grep -v '^world$')

# readers of files on disk: many times faster in memory
[ -w /dev/shm ] && export TMPDIR="${TMPDIR:-/dev/shm}"
mkdir -p $build/findings $build/logs
$build/tests/fuzz/seeds $build/corpus || exit 1
table=
status=0
for target in "$@"; do
    log=$build/logs/$target.log
    mkdir -p "$build/corpus/$target"
    stored=
    [ -d "tests/fuzz/corpus/$target" ] && stored=tests/fuzz/corpus/$target
    # a finding ends a run; the time that is left goes to the next one
    executions=0 edges=0 findings=0 left=$seconds
    start=$(date +%s)
    while [ "$left" -gt 0 ]; do
        "$build/tests/fuzz/fuzz_$target" -max_total_time="$left" -rss_limit_mb=1024 -timeout=10 -print_final_stats=1 \
            -dict=tests/fuzz/words.dict -artifact_prefix="$build/findings/$target-" "$build/corpus/$target" $stored \
            >"$log" 2>&1 </dev/null
        code=$?
        done=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
        executions=$((executions + ${done:-0}))
        seen=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | sort -n | tail -n 1)
        [ "${seen:-0}" -gt "$edges" ] && edges=$seen
        left=$((seconds - ($(date +%s) - start)))
        [ $code -eq 0 ] && break
        findings=$((findings + 1))
        cp "$log" "$build/findings/$target-$findings.log"
        status=1
        [ $findings -ge 5 ] && break
    done
    taken=$(($(date +%s) - start))
    table="$table$(printf '%-14s %10d %8d %7d %7d %4d' "$target" "$executions" \
        $((executions / (taken > 0 ? taken : 1))) "$edges" "$taken" "$findings")
"
done
printf '%-14s %10s %8s %7s %7s %4s\n%s' target executions per_s edges seconds findings "$table"
exit $status
