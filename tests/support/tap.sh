#!/bin/bash
# Runs a test program.  cmocka 1.1 reports a skipped case as "not ok ... # SKIP", which TAP readers take for a failure.
set -o pipefail
"$@" | sed -u 's/^not ok \(.*# SKIP\)/ok \1/'
