#!/bin/sh
# demo.sh PROGRAM CLIP OUT: runs facsimile on a clip, shows the beginning of the result, draws a frame of it
# and makes a report.
# Without CLIP: the clip that comes with the source.  Needs nothing but what the build needs; with OpenFace's model files
# (facsimile models fetch) the same command gives OpenFace's numbers.
set -eu
program=$1
clip=$2
out=$3
[ -n "$clip" ] || clip=examples/clip/heads.mp4
[ -e "$clip" ] || [ -n "$2" ] || clip=$(dirname "$0")/../$clip

echo "facsimile extract $clip -o $out"
"$program" extract "$clip" -o "$out"
echo
echo "Some frames (AU01, AU12 and AU45 are inner brow raiser, lip corner puller and blink):"
awk -F, 'function shown(name) { return name in column ? $column[name] : "-" } # pictures have neither frame nor time
         NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i
                   printf "  %5s %9s %10s %7s %7s %7s %7s\n", "frame", "timestamp", "confidence", "pose_Ry", "AU01_r",
                   "AU12_r", "AU45_r" }
         NR > 1 { row[NR - 1] = sprintf("  %5s %9s %10s %7s %7s %7s %7s", shown("frame"), shown("timestamp"),
                   shown("confidence"), shown("pose_Ry"), shown("AU01_r"), shown("AU12_r"), shown("AU45_r")) }
         END { step = NR > 9 ? int((NR - 1) / 8) : 1
               for (i = 1; i < NR; i += step) print row[i] }' "$out"
echo
picture=${out%.csv}.png
page=${out%.csv}.html
"$program" draw "$clip" "$out" -o "$picture"
echo "facsimile report $out -o $page"
"$program" report "$out" -o "$page" || page= # a build without dygraphs says so
absolute() {
    case $1 in
    /*) echo "$1" ;;
    *) echo "$(pwd)/$1" ;;
    esac
}
echo "All of it is in $(absolute "$out"); its columns are explained in docs/columns.md."
echo "The frame with the strongest expression, with its points and action units: $(absolute "$picture")"
[ -z "$page" ] || echo "Everything as a page, with the video; open it in a browser: $(absolute "$page")"
