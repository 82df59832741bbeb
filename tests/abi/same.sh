#!/bin/sh
# same.sh A B: both programs print the same
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" >"$folder/frozen"
"$2" >"$folder/today"
diff "$folder/frozen" "$folder/today"
