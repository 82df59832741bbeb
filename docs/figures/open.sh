#!/bin/sh
# open.sh PROGRAM: makes open.png, the picture of the README, again: frame 54 of our own clip (drawn, nobody's face) with what
# the pipeline open says about it, in 160 colours.  Needs ffmpeg.
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$program" extract ../../examples/clip/heads.mp4 --pipeline open -q -o "$work/heads.csv"
"$program" draw ../../examples/clip/heads.mp4 "$work/heads.csv" --frame 54 -o "$work/frame.png"
ffmpeg -v error -y -i "$work/frame.png" -filter_complex \
    "split[a][b];[a]palettegen=max_colors=160:reserve_transparent=0[p];[b][p]paletteuse=dither=none" open.png
