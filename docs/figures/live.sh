#!/bin/sh
# live.sh PROGRAM: makes live.png, the picture of docs/live.md, again: the page of a live run of our own clip (drawn, nobody's face).
# Needs scripts/packages.sh browser, and ffmpeg.
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
BROWSER_MODULES=${BROWSER_MODULES:-${XDG_DATA_HOME:-$HOME/.local/share}/facsimile/browser}
export BROWSER_MODULES
ffmpeg -nostdin -v error -stream_loop 8 -i ../../examples/clip/heads.mp4 -c copy "$work/interview.mp4"
node ../../tests/browser/live_picture.mjs "$program" "$work/interview.mp4" "$work/live.png"
ffmpeg -nostdin -v error -y -i "$work/live.png" -vf "scale=960:-1:flags=lanczos,split[a][b];[a]palettegen=max_colors=128[p];[b][p]paletteuse=dither=none" live.png
