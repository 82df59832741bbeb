#!/bin/sh
# portable.sh [-o FOLDER]: FOLDER/facsimile-VERSION-linux-x86_64 (FOLDER: default dist) with bin/facsimile, one program that holds
# FFmpeg and the rest (scripts/slim_ffmpeg.sh) and runs wherever the C library is 2.28 or newer, by itself too, and beside it their
# licences, the manual and the clip of `facsimile verify`.  `make portable`;
# scripts/check_portable.sh tries it.
#   SLIM          folder of slim_ffmpeg.sh; default: build-slim
#   SLIM_TARGET   as there
set -eu
umask 022
source=$(cd "$(dirname "$0")/.." && pwd)
out=$source/dist
if [ "${1:-}" = -o ]; then
    mkdir -p "$2"
    out=$(cd "$2" && pwd)
fi
slim=$(sh "$source/scripts/slim_ffmpeg.sh" "${SLIM:-$source/build-slim}")
target=${SLIM_TARGET:-x86_64-linux-gnu.2.28}
meson=$slim/tools/bin/meson
build=$slim/portable

echo "== build" >&2
cmp -s "$slim/meson.ini" "$slim/portable.ini" || rm -rf "$build" # another compiler
cp "$slim/meson.ini" "$slim/portable.ini"
([ -f "$build/build.ninja" ] || "$meson" setup "$build" "$source" --cross-file "$slim/meson.ini" --prefix=/usr &&
    ninja -C "$build") >"$slim/portable.log" 2>&1 || { tail -n 40 "$slim/portable.log" >&2; exit 1; }

version=$("$meson" introspect "$build" --projectinfo | sed -n 's/.*"version": "\([0-9][^"]*\)", "descr.*/\1/p')
name=facsimile-$version-linux-${target%%-*}
rm -rf "$out/$name.part"
mkdir -p "$out/$name.part"
"$meson" install -C "$build" --no-rebuild --quiet --tags runtime,man,bash-completion --destdir "$out/$name.part/stage" >&2
mv "$out/$name.part/stage/usr/"* "$out/$name.part/"
rm -rf "$out/$name.part/stage" "$out/$name.part/lib"
cp -R "$slim/licences" "$out/$name.part/"
rm -rf "${out:?}/$name"
mv "$out/$name.part" "$out/$name"
echo "$out/$name/bin/facsimile"
