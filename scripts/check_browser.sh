#!/bin/sh
# check_browser.sh PROGRAM [short]: pages in a real browser (tests/browser), without a network: what they show against the tables,
# exports, keys, printing, axe-core, and how long they take.  `short` leaves out most widths, dark, and times.
# Needs chromium, node and npm's packages playwright-core and axe-core: sh scripts/packages.sh browser.  CHROMIUM names another one.
set -eu
program=$(realpath "$1")
form=${2:-}
here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/scripts/browser_found.sh"
for wanted in node ffmpeg ffprobe python3; do
    command -v "$wanted" >/dev/null || { echo "check_browser.sh: there is no $wanted" >&2; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clip=$here/examples/clip/heads.mp4

# a video whose frames say their number: its bits as eight squares at the top
bits="255*mod(floor(N/pow(2,floor(X*8/W))),2)"
ffmpeg -v error -y -i "$clip" -vf "format=yuv420p,geq=lum='if(lt(Y,H/12),$bits,lum(X,Y))':cb='if(lt(Y,H/24),128,cb(X,Y))':cr='if(lt(Y,H/24),128,cr(X,Y))'" \
    -c:v libx264 -crf 18 -bf 2 -g 50 "$work/coded.mp4"

# what the command makes
"$program" extract "$clip" --pipeline open -q -o "$work/heads.csv"
cp "$work/heads.csv" "$work/coded.csv"
"$program" report "$work/coded.csv" --source "$work/coded.mp4" -q -o "$work/coded.html"
cp "$work/heads.csv" "$work/<img src=x onerror=alert(1)>.csv"
"$program" report "$work/<img src=x onerror=alert(1)>.csv" --source "$clip" -q -o "$work/hostile.html"
if [ "$form" != short ]; then
    "$program" report "$work/heads.csv" --source "$clip" -q -o "$work/heads.html"
    "$program" mirror "$clip" --pipeline open -q -o "$work/mirror"
    "$program" report "$work/mirror" -q -o "$work/mirror.html"
    "$program" report "$work/coded.csv" "$work/mirror" -q -o "$work/visits.html"
fi

# what it does not make here: other shapes of the same data (tests/browser/sample.py)
sample() {
    python3 "$here/tests/browser/sample.py" "$@"
}
sample "$work/coded.csv" -o "$work/linked.html" --video "$work/coded.mp4" --link
if [ "$form" != short ]; then
    sample "$work/heads.csv" -o "$work/evil.html" --name "<img src=x onerror=\"document.title='owned'\"></script><script>alert(1)</script>&lt;.csv" \
        --warning "<b>not bold</b>"
    # two persons: the second comes late
    python3 - "$work" <<'PY'
import csv, sys
rows = list(csv.reader(open(sys.argv[1] + "/heads.csv")))
with open(sys.argv[1] + "/persons.csv", "w", newline="") as file:
    out = csv.writer(file)
    out.writerow(rows[0] + ["person"])
    for i, row in enumerate(rows[1:]):
        out.writerow(row + ["0"])
        if i >= 60:
            out.writerow(row + ["1"])
PY
    sample "$work/persons.csv" -o "$work/persons.html"
    sample "$work/heads.csv" -o "$work/4800.html" --frames 4800 --video "$clip" --pictures
    sample "$work/heads.csv" -o "$work/long.html" --frames 100000
fi
node "$here/tests/browser/report.mjs" "$work" $form
