#!/bin/sh
# sinks.sh ROOT: a sink is one file and one word in the list of sink.c; nothing else knows its name.
set -eu
cd "$1"
failed=0
names=$(sed -n '/^#define SINKS(X)/,/[^\\]$/p' src/sink/sink.c | grep -o ' X([a-z0-9_]*)' | tr -d ' X()')
[ "$(echo "$names" | wc -w)" -ge 3 ]
for name in $names; do
    found=$(grep -rlw "facs_sink_$name" src cli | tr '\n' ' ')
    [ "$found" = "src/sink/$name.c " ] || { echo "facs_sink_$name is in: $found"; failed=1; }
    grep -q "'$name.c'" src/meson.build || { echo "src/meson.build lacks sink/$name.c"; failed=1; }
done
exit $failed
