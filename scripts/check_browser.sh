#!/bin/sh
# check_browser.sh PROGRAM [short]: pages in a real browser (tests/browser), without a network: what they show against the tables,
# exports, keys, printing, axe-core, and how long they take.  `short` leaves out most widths, dark, and times.
# Needs chromium, node and npm's packages playwright-core and axe-core: sh scripts/packages.sh browser.  CHROMIUM names another one.
set -eu
program=$(realpath "$1")
form=${2:-}
here=$(cd "$(dirname "$0")/.." && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}/facsimile
BROWSER_MODULES=${BROWSER_MODULES:-$data/browser}
CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
export BROWSER_MODULES CHROMIUM
for wanted in "$CHROMIUM" "$BROWSER_MODULES/node_modules/playwright-core" "$BROWSER_MODULES/node_modules/axe-core"; do
    if [ ! -e "$wanted" ]; then
        echo "check_browser.sh: there is no $wanted: sh scripts/packages.sh browser" >&2
        exit 77
    fi
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

clip="$here/examples/clip/heads.mp4"
sample="python3 $here/tests/browser/sample.py"
"$program" extract "$clip" --pipeline open -q -o "$work/heads.csv"
# a video whose frames say their number: eight squares in its upper part, the number's bits
bits="128*floor(T*0)+255*mod(floor(N/pow(2,floor(X*8/W))),2)"
ffmpeg -v error -y -i "$clip" -vf "format=yuv420p,geq=lum='if(lt(Y,H/12),$bits,lum(X,Y))':cb='if(lt(Y,H/24),128,cb(X,Y))':cr='if(lt(Y,H/24),128,cr(X,Y))'" \
    -c:v libx264 -crf 18 -bf 2 -g 50 "$work/coded.mp4"
cp "$work/heads.csv" "$work/coded.csv"
$sample "$work/heads.csv" -o "$work/heads.html" --video "$clip" --pictures --warning "the head is turned by more than 30 degrees in 12 frames"
$sample "$work/coded.csv" -o "$work/coded.html" --video "$work/coded.mp4"
$sample "$work/coded.csv" -o "$work/linked.html" --video "$work/coded.mp4" --link
$sample "$work/coded.csv" "$work/heads.csv" -o "$work/visits.html"
$sample "$work/coded.csv" -o "$work/hostile.html" --name "<img src=x onerror=\"document.title='owned'\"></script><script>alert(1)</script>&lt;.csv"
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
$sample "$work/persons.csv" -o "$work/persons.html"
if [ "$form" != short ]; then
    $sample "$work/heads.csv" -o "$work/4800.html" --frames 4800 --video "$clip"
    $sample "$work/heads.csv" -o "$work/long.html" --frames 100000
fi
node "$here/tests/browser/report.mjs" "$work" $form
