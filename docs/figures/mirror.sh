#!/bin/sh
# mirror.sh PROGRAM: makes mirror.png, the picture of docs/mirror.md, again: frame 54 of our own clip (drawn, nobody's face), in
# which only the left corner of the mouth is pulled, with its midline, and the two faces made of it.  Needs ffmpeg.
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$program" mirror ../../examples/clip/heads.mp4 --pipeline open --max-frames 54 --no-aus -q -o "$work"
for name in debug right_mirrored left_mirrored; do
    ffmpeg -v error -y -i "$work/heads_$name.mp4" -vf "select=eq(n\,53)" -frames:v 1 "$work/$name.png"
done
ffmpeg -v error -y -i "$work/debug.png" -i "$work/right_mirrored.png" -i "$work/left_mirrored.png" -filter_complex \
    "hstack=3,split[a][b];[a]palettegen=max_colors=160:reserve_transparent=0[p];[b][p]paletteuse=dither=none" mirror.png
