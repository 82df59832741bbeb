#!/bin/sh
# check_served.sh PROGRAM [short]: pages that the command serves (live --http, view) in a real browser (tests/browser): what moves, recordings, the
# neutral face, persons, lists, reports, names that are markup, axe-core.  `short` leaves out most widths, dark, and times.
# Needs what check_browser.sh needs, and ffmpeg.  KEEP=FOLDER keeps the screenshots there.
set -eu
program=$(realpath "$1")
form=${2:-}
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/scripts/browser_found.sh"
if ! "$program" doctor 2>/dev/null | grep -q '\[ok\] libmicrohttpd'; then
    echo "check_served.sh: this facsimile was built without libmicrohttpd" >&2
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ -n "${KEEP:-}" ] && mkdir -p "$KEEP" || KEEP=$work
clip="$here/examples/clip/heads.mp4"

"$program" extract "$clip" --pipeline open -q -o "$work/heads.csv"
# a minute of the clip; and a face that is at rest for eight seconds and then shows one expression for a minute
ffmpeg -nostdin -v error -stream_loop 8 -i "$clip" -c copy "$work/minute.mp4"
python3 - "$work" <<'PY'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1] + "/heads.csv")))
units = [name for name in rows[0] if name.endswith("_r") and name[2:4].isdigit() and name[4] == "_"]
shown = [sum(float(row[unit]) for unit in units) if row["success"].strip() == "1" else None for row in rows]
known = [i for i, value in enumerate(shown) if value is not None]
print(min(known, key=lambda i: shown[i]), max(known, key=lambda i: shown[i]), file=open(sys.argv[1] + "/frames", "w"))
PY
read -r rest most <"$work/frames"
ffmpeg -nostdin -v error -i "$clip" -vf "select=eq(n\,$rest)" -frames:v 1 "$work/rest.png"
ffmpeg -nostdin -v error -i "$clip" -vf "select=eq(n\,$most)" -frames:v 1 "$work/most.png"
ffmpeg -nostdin -v error -loop 1 -framerate 25 -t 8 -i "$work/rest.png" -loop 1 -framerate 25 -t 60 -i "$work/most.png" \
    -filter_complex "[0][1]concat=n=2,format=yuv420p" -c:v mpeg4 -q:v 2 "$work/held.mp4"
mkdir -p "$work/live" "$work/results/deep"
node "$here/tests/browser/live.mjs" "$program" "$work" "$KEEP" $form
cp "$work/heads.csv" "$work/results/one.csv"
cp "$clip" "$work/results/one.mp4"
cp "$work/heads.csv" "$work/results/deep/<img src=x onerror=document.title='owned'>.csv"
node "$here/tests/browser/view.mjs" "$program" "$work/results" "$KEEP" $form
