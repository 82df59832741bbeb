#!/bin/sh
# scripts/many_results.sh [PROGRAM]: 10,000 results become summaries with the memory of 1,000.  RESULTS says otherwise.  The short
# form of it is a test (tests/cli/summarise/many.sh).
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
export RESULTS="${RESULTS:-10000}"
exec "$top/tests/cli/run.sh" "${1:-$top/build/cli/facsimile}" summarise/many
