#!/bin/sh
# scripts/killed_batches.sh [PROGRAM]: 200 inputs, 20 of them broken, in two shards, each killed with SIGKILL twice and gone on
# with: the files and the manifest of a run that nobody disturbed.  The short form of it is a test (tests/cli/corpus/killed.sh).
# INPUTS, BROKEN, FRAMES, KILLS (inputs done when it is killed, for each time) say otherwise.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
program=${1:-$top/build/cli/facsimile}
random() { od -An -N2 -tu2 /dev/urandom | awk -v most="$1" '{ print 1 + $1 % most }'; }
export INPUTS="${INPUTS:-200}" BROKEN="${BROKEN:-20}" FRAMES="${FRAMES:-5}" KILLS="${KILLS:-$(random 30) $(random 30)}"
echo "$INPUTS inputs, $BROKEN broken; killed after these numbers of inputs: $KILLS"
exec "$top/tests/cli/run.sh" "$program" corpus/killed
