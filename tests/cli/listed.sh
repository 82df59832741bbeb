#!/bin/sh
# Every folder and every case is in the list that Meson goes through: what is not there never runs.
set -eu
cd "$(dirname "$0")"
failed=0
for folder in */; do
    folder=${folder%/}
    [ "$folder" = support ] && continue
    grep -qx "  '$folder'," meson.build || { echo "meson.build lacks $folder"; failed=1; }
    for case in "$folder"/*.sh; do
        name=$(basename "$case" .sh)
        grep -q "'$name'" "$folder/meson.build" || { echo "$folder/meson.build lacks $name"; failed=1; }
    done
done
exit $failed
