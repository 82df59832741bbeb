#!/bin/sh
# run.sh BUILD NAME: installs BUILD into an empty folder, moves what was installed, and runs NAME.sh in another empty
# folder with $prefix = where it is now.  "# needs: dpkg-deb" names programs it cannot do without.  Exit 77: skipped
# (under CI a failure).
set -eu
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
name=$2
for need in $(sed -n 's/^# needs: //p' "$here/$name.sh"); do
    command -v "$need" >/dev/null && continue
    echo "$name: skipped: $need is not installed" >&2
    [ -n "${CI:-}" ] && exit 1
    exit 77
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/work" "$folder/home"
meson install -C "$build" --no-rebuild --quiet --destdir "$folder/stage" >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
option() { meson introspect "$build" --buildoptions | python3 -c 'import json, sys
print(next(o["value"] for o in json.load(sys.stdin) if o["name"] == sys.argv[1]))' "$1"; }
mv "$folder/stage$(option prefix)" "$folder/moved tö"
rm -rf "$folder/stage"
libdir=$(option libdir)

unset LD_LIBRARY_PATH PKG_CONFIG_SYSROOT_DIR FACSIMILE_MODELS OPENFACE_MODELS_DIR XDG_DATA_HOME
export prefix="$folder/moved tö" build source="$here/../.." HOME="$folder/home" libraries="$folder/moved tö/$libdir"
export PKG_CONFIG_PATH="$libraries/pkgconfig" CC="${CC:-cc}"
# `! command` does not end a script under set -e; this does
refuse() {
    if "$@"; then
        echo "succeeded: $*" >&2
        exit 1
    fi
}
cd "$folder/work"
. "$here/$name.sh"
