#!/bin/sh
# wheel.sh [-o FOLDER]: facsimile-VERSION-py3-none-manylinux_2_28_x86_64.whl in FOLDER (default: dist): the Python package with
# library and command, which hold FFmpeg and the rest (scripts/slim_ffmpeg.sh).  Any Python from 3.9 on, NumPy, a C library from
# 2.28 on; no compiler, no FFmpeg.  `make wheel`; scripts/check_wheel.sh tries it.
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
python=$slim/tools/bin/python
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: "${SOURCE_DATE_EPOCH:=$(git -C "$source" log -1 --format=%ct 2>/dev/null || stat -c %Y "$source/CHANGELOG.md")}"
export SOURCE_DATE_EPOCH PATH="$slim/tools/bin:$PATH"

echo "== build" >&2
(cd "$source" && "$python" -m build --wheel --no-isolation --outdir "$work/made" "-Cbuild-dir=$slim/wheel" "-Csetup-args=--cross-file=$slim/meson.ini" \
    "-Csetup-args=-Dlicences=$slim/licences" -Csetup-args=-Db_ndebug=false) >"$slim/wheel.log" 2>&1 || { tail -n 40 "$slim/wheel.log" >&2; exit 1; }

# the command finds its library beside it, wherever that is; and the tag says where the wheel runs
"$python" -m wheel unpack --dest "$work/open" "$work/made/"*.whl >&2
patchelf --set-rpath '$ORIGIN/../_lib' "$work/open/"*/facsimile/_bin/facsimile
mkdir "$work/packed"
"$python" -m wheel pack --dest "$work/packed" "$work/open/"* >&2
"$python" -m wheel tags --remove --python-tag py3 --abi-tag none --platform-tag "manylinux_$(echo "$target" | sed 's/.*gnu\.\([0-9]*\)\.\([0-9]*\)/\1_\2/')_${target%%-*}" "$work/packed/"*.whl >&2
mkdir -p "$out"
wheel=$out/$(basename "$work/packed/"*.whl)
mv "$work/packed/"*.whl "$wheel.part"
mv "$wheel.part" "$wheel"
echo "$wheel"
