#!/bin/sh
# renew_hashes.sh [PROGRAM]: stores what this build makes of our clip (examples/clip/verify.json), for `facsimile verify`.
# After a change that is meant to change numbers, such as new weights.  With FACSIMILE_MODELS (and `models fetch
# mediapipe`) the other pipelines are renewed, too; those that are not installed keep what is stored.
set -eu
cd "$(dirname "$0")/.."
"${1:-build/cli/facsimile}" verify --clip examples/clip/heads.mp4 --update
