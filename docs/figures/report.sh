#!/bin/sh
# report.sh PROGRAM: makes report.png, the picture of docs/report.md, again: the report of our own clip (drawn, nobody's face) with
# its action units, at the frame where the left corner of the mouth is pulled most.  Needs scripts/packages.sh browser, and ffmpeg.
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
BROWSER_MODULES=${BROWSER_MODULES:-${XDG_DATA_HOME:-$HOME/.local/share}/facsimile/browser}
export BROWSER_MODULES
"$program" extract ../../examples/clip/heads.mp4 --pipeline open -q -o "$work/heads.csv"
"$program" report "$work/heads.csv" --source ../../examples/clip/heads.mp4 -q -o "$work/heads.html"
node ../../tests/browser/picture.mjs "$work/heads.html" "$work/report.png" 53
ffmpeg -v error -y -i "$work/report.png" -filter_complex "split[a][b];[a]palettegen=max_colors=128[p];[b][p]paletteuse=dither=none" report.png
