#!/bin/sh
# check_wheel.sh [WHEEL]: installs the wheel (default: the one in dist) into a new environment, where there is no compiler, no
# network and no FFmpeg of the system's in sight, and uses it there: the command, the package, the hashes of our clip, some of tests/python; what
# it needs of the system and what importing it costs.  Needs python3 with venv, NumPy's wheel (downloaded, or in WHEELS), unshare; two
# minutes.  The last line counts.
#   PYTHON       another Python; default: python3
#   WHEELS       folder with wheels of numpy and pytest, in place of a download
#   WITH         more packages, installed and imported before facsimile, whose FFmpeg is another: "av opencv-python-headless"; and
#                onnxruntime, which has to be found.  Downloaded
set -u
cd "$(dirname "$0")/.."
source=$(pwd)
wheel=${1:-$(ls -t dist/facsimile-*.whl 2>/dev/null | head -n 1)}
[ -f "$wheel" ] || { echo "no wheel: make wheel" >&2; exit 1; }
wheel=$(cd "$(dirname "$wheel")" && pwd)/$(basename "$wheel")
libc=$(basename "$wheel" | sed -n 's/.*manylinux_\([0-9]*\)_\([0-9]*\)_.*/\1.\2/p')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
. scripts/steps.sh

wheels=${WHEELS:-$work/wheels}
python=${PYTHON:-python3}
"$python" -m venv "$work/venv" || exit 1
if [ -z "${WHEELS:-}" ]; then
    "$work/venv/bin/python" -m pip download --quiet --disable-pip-version-check --only-binary=:all: --dest "$wheels" numpy pytest ${WITH:-} || exit 1
fi
mkdir "$work/home" "$work/run"
cp examples/clip/heads.mp4 "$work/run/clip.mp4"
# no network where the kernel lets one do without; a PATH with nothing but the environment; libraries of FFmpeg that are no libraries
offline="$(command -v unshare) -rn"
$offline true 2>/dev/null || offline=
mkdir "$work/none"
for library in libavutil libswscale libavcodec libavformat libavfilter libavdevice; do
    for major in 5 6 7 8 9 10 11 57 58 59 60 61 62; do
        : >"$work/none/$library.so.$major"
    done
done
bare() { # command...
    (cd "$work/run" && env -i HOME="$work/home" PATH="$work/venv/bin" LD_LIBRARY_PATH="$work/none" LC_ALL=C.UTF-8 $offline "$@")
}
python=$work/venv/bin/python

step "what is in it, and what it needs of the system" python3 scripts/elf_facts.py "$wheel" "${libc:-2.28}" 12000000
step "pip install, without a network and a compiler" bare "$python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$wheels" "$wheel" ${WITH:-}
step "the command: python -m facsimile" bare "$python" -m facsimile --version
step "the command: facsimile" bare "$work/venv/bin/facsimile" --version
step "doctor" bare "$python" -m facsimile doctor
first() {
    bare "$python" -m facsimile extract clip.mp4 --pipeline open -o command.csv -q &&
        bare "$python" -c 'import facsimile; facsimile.extract("clip.mp4", "open", progress=False).to_csv("package.csv")' &&
        cmp "$work/run/command.csv" "$work/run/package.csv" && [ "$(wc -l <"$work/run/command.csv")" -eq 201 ]
}
step "our clip: the command and the package write the same bytes" first
step "our clip: the hashes of the source tree (verify)" bare "$python" -m facsimile verify
drawn() { # what is written: MPEG-4, since there is no x264
    bare "$python" -m facsimile extract clip.mp4 --pipeline open --overlay drawn.mp4 -o drawn.csv -q && bare "$python" -m facsimile extract drawn.mp4 --pipeline null -o again.csv -q &&
        [ "$(wc -l <"$work/run/again.csv")" -eq 201 ]
}
step "a drawn video, and reading it again" drawn
if [ -n "${WITH:-}" ]; then
    beside() {
        bare "$python" -c '
import importlib, sys
modules = {"av": "av", "opencv-python-headless": "cv2", "opencv-python": "cv2", "onnxruntime": "onnxruntime"}
loaded = [importlib.import_module(modules[name]) for name in sys.argv[1:] if name in modules]
if "cv2" in sys.modules:
    capture = sys.modules["cv2"].VideoCapture("clip.mp4")
    assert capture.read()[0]
if "av" in sys.modules:
    container = sys.modules["av"].open("clip.mp4")
    frames = container.decode(video=0)
    next(frames)
import facsimile
result = facsimile.extract("clip.mp4", "open", progress=False)
result.to_csv("beside.csv")
if "av" in sys.modules:
    assert sum(1 for frame in frames) == 199
if "cv2" in sys.modules:
    assert capture.read()[0]' ${WITH:-} && cmp "$work/run/command.csv" "$work/run/beside.csv"
    }
    step "in one process with ${WITH:-}" beside
    case " ${WITH:-} " in *" onnxruntime "*)
        runtime() { bare "$python" -m facsimile doctor | grep 'ONNX Runtime.*site-packages/onnxruntime/capi'; }
        step "ONNX Runtime of the same environment" runtime
        ;;
    esac
fi
bare "$python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$wheels" pytest
mkdir -p "$work/below/tests" "$work/below/examples" # without the package's sources
cp -R tests/python "$work/below/tests/"
cp -R examples/clip "$work/below/examples/"
tests() {
    (cd "$work/below" && env -i HOME="$work/home" PATH="$work/venv/bin:/usr/bin:/bin" LD_LIBRARY_PATH="$work/none" LC_ALL=C.UTF-8 FACSIMILE_INSTALLED=1 \
        FACSIMILE_COMMAND="$work/venv/bin/facsimile" $offline "$python" -m pytest -q -p no:cacheprovider tests/python/test_result.py tests/python/test_pictures.py tests/python/test_extract.py)
}
step "tests/python: results, pictures, extract" tests
echo "== what it costs (medians of 9; processor time)"
bare "$python" - <<'END'
import resource, statistics, subprocess, sys, time
def cost(code):
    spent = []
    for _ in range(9):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        wall = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall))
    return [statistics.median(column) for column in zip(*spent)]
numpy, package = cost("import numpy"), cost("import facsimile")
first = cost("import facsimile; facsimile.extract('clip.mp4', 'open', max_frames=1, progress=False)")
print("import numpy %.3f s, import facsimile %.3f s: %.3f s more" % (numpy[0], package[0], package[0] - numpy[0]))
print("import and the first result of our clip: %.3f s, %.3f s after the import alone (wall: %.3f, %.3f)" % (first[0], first[0] - package[0], first[1], first[1] - package[1]))
END
count_steps
