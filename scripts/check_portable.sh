#!/bin/sh
# check_portable.sh [PROGRAM]: what the portable program (default: the one in dist) needs of the system, how fast it starts, our clip against the hashes
# of the source tree, and with test data (FACSIMILE_TESTDATA, default ../shared) whole runs against OpenFace's (tests/golden); GOLDEN names
# them, "all" of them (default: default franck sample1_jpg).  GLIBC names a folder with an old C library (ld-linux-x86-64.so.2,
# libc.so.6, libm.so.6, libpthread.so.0, libdl.so.2), under which our clip is done once more.  The last line counts.
set -u
cd "$(dirname "$0")/.."
program=${1:-$(ls -td dist/facsimile-*-linux-*/bin/facsimile 2>/dev/null | head -n 1)}
[ -x "$program" ] || { echo "no program: make portable" >&2; exit 1; }
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
data=${FACSIMILE_TESTDATA:-../shared}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
. scripts/steps.sh
mkdir "$work/home" "$work/none" "$work/alone"
for library in libavutil libswscale libavcodec libavformat libavfilter libavdevice; do
    for major in 5 6 7 8 9 10 11 57 58 59 60 61 62; do
        : >"$work/none/$library.so.$major"
    done
done
bare() { env -i HOME="$work/home" PATH=/nowhere LD_LIBRARY_PATH="$work/none" LC_ALL=C.UTF-8 "$@"; }

small() { python3 scripts/elf_facts.py "$program" 2.28 && [ "$(wc -c <"$program")" -le 15000000 ]; }
step "what it needs of the system; 15 MB at most" small
cp "$program" "$work/alone/facsimile" # by itself
step "it starts, alone in a folder" bare "$work/alone/facsimile" --version
step "doctor" bare "$work/alone/facsimile" doctor
step "our clip, pipeline open: the hash of the source tree" bare "$program" verify --clip examples/clip/heads.mp4
drawn() {
    bare "$work/alone/facsimile" extract examples/clip/heads.mp4 --pipeline open --overlay "$work/drawn.mp4" -o "$work/drawn.csv" -q &&
        bare "$work/alone/facsimile" extract "$work/drawn.mp4" --pipeline null -o "$work/again.csv" -q && [ "$(wc -l <"$work/again.csv")" -eq 201 ]
}
step "a drawn video, and reading it again" drawn
if [ -n "${GLIBC:-}" ]; then
    old() { # nothing of this system is loaded
        bare "$GLIBC/ld-linux-x86-64.so.2" --library-path "$GLIBC" "$program" extract examples/clip/heads.mp4 --pipeline open -o "$work/old.csv" -q &&
            bare "$program" extract examples/clip/heads.mp4 --pipeline open -o "$work/new.csv" -q && cmp "$work/old.csv" "$work/new.csv"
    }
    step "under the C library of $GLIBC" old
fi
if [ -f "$data/media/default.wmv" ]; then
    models=$data/models/2.2.0/originals
    step "our clip, pipelines openface and open" bare "$program" verify --clip examples/clip/heads.mp4 --model-dir "$models"
    wanted=${GOLDEN:-default franck sample1_jpg}
    [ "$wanted" != all ] || wanted=$(python3 tests/golden/golden.py --list)
    for case in $wanted; do
        step "golden: $case" env OPENFACE_MODELS_DIR="$work/cache" LD_LIBRARY_PATH="$work/none" FACSIMILE_TESTDATA="$data" python3 tests/golden/golden.py "$program" "$case"
    done
else
    results="$results
--skipped
no test data at $data (set FACSIMILE_TESTDATA)"
fi
echo "== how long it takes to start (medians of 21; --version)"
python3 - "$program" <<'END'
import resource, statistics, subprocess, sys, time
wall, spent = [], []
for _ in range(21):
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.argv[1], "--version"], check=True, stdout=subprocess.DEVNULL)
    wall.append(time.perf_counter() - began)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
print("%.1f ms, of which %.1f ms of the processor" % (1e3 * statistics.median(wall), 1e3 * statistics.median(spent)))
END
count_steps
