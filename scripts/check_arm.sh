#!/bin/sh
# check_arm.sh [short]: build for 64-bit ARM and run that under qemu.  Debian on x86-64; nothing of the system is changed but
# that cross compiler and qemu are installed: ARM's libraries are unpacked into a folder (build-arm-root).
#   the unit tests that are programs of ours, kernels against their plain twins among them, and stored inputs of the fuzz targets
#   our clip with the pipeline open, against the stored hash
#   with test data: the pipeline openface on our clip, 60 frames of default.wmv, 15 of multi_face.avi (decoded here) with many faces, a still with
#   CE-CLM's networks, each compared byte for byte with what a build for this machine writes
# short: the kernels, a few other unit tests, and our clip with the pipeline open.
# The last line counts tests, as that of check.sh does.
#   FACSIMILE=PROGRAM   a build of the same sources for this machine; without it one is made in build-arm-here
set -u
cd "$(dirname "$0")/.."
tier=${1:-long}
case $tier in
short | long) ;;
*) echo "usage: $0 [short]" >&2; exit 2 ;;
esac
data=${FACSIMILE_TESTDATA:-../shared}
build=build-arm
root=$(pwd)/build-arm-root # of the other architecture's libraries
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

note() { # an argument of count_tests.py a line
    printf '%s\n' "$@" >>"$work/results"
}
finish() {
    set --
    while IFS= read -r argument; do
        set -- "$@" "$argument"
    done <"$work/results"
    python3 scripts/count_tests.py "$@"
    exit $?
}
fail() { # what, file with more
    [ -f "${2:-}" ] && tail -n 40 "$2"
    note --failed "$1"
    finish
}
step() { # name, command...: one test
    name=$1
    shift
    if "$@"; then note --passed "$name"; else note --failed "$name"; fi
}

sh scripts/packages.sh arm || fail "the packages that are needed"
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || fail "this is not Debian: ARM's libraries have no place to come from"

# ARM's packages as apt would install them in an empty system, unpacked; the system's own lists and packages are not touched
unpack() { # packages...
    apt=$root/apt
    mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial"
    : >"$apt/status"
    # the places this machine has its own packages from
    apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT) $(ORIGIN)' 'Created-By: Packages' |
        awk '$NF == "Debian" { print "deb", $1, $2, $3 }' | sort -u >"$apt/sources.list"
    [ -s "$apt/sources.list" ] || { echo "no Debian packages known here: apt-get update"; return 1; }
    cat >"$apt/apt.conf" <<END
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "$(id -un)";
Debug::NoLocking "true";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferencesparts "-";
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
END
    apt-get -c "$apt/apt.conf" update && apt-get -c "$apt/apt.conf" install -y --download-only "$@" || return 1
    for package in "$apt"/cache/archives/*.deb; do
        dpkg-deb -x "$package" "$root" || return 1
    done
    # links that start at the root, and those that the installation would make
    find "$root" -type l -lname '/*' | while IFS= read -r link; do
        [ ! -e "$root$(readlink "$link")" ] || ln -srfn "$root$(readlink "$link")" "$link"
    done
    for link in blas/libblas.so.3 lapack/liblapack.so.3; do
        ln -sfn "$link" "$root/usr/lib/aarch64-linux-gnu/"
    done
    rm -rf "$apt"
}

wanted=$(sh scripts/packages.sh --list-libraries)
if [ "$(cat "$root/packages" 2>/dev/null)" != "$wanted" ]; then
    echo "== the libraries of 64-bit ARM, into $root"
    rm -rf "$root"
    mkdir -p "$root"
    unpack $wanted >"$work/unpack.log" 2>&1 || fail "the packages of 64-bit ARM" "$work/unpack.log"
    echo "$wanted" >"$root/packages"
fi

echo "== build"
if [ ! -f $build/build.ninja ]; then
    printf "[constants]\nsysroot = '%s'\n" "$root" >"$root/sysroot.ini"
    meson setup $build --cross-file "$root/sysroot.ini" --cross-file scripts/cross/aarch64.ini -Dtests=true >"$work/setup.log" 2>&1 ||
        fail "the configuration for 64-bit ARM" "$work/setup.log"
fi
# what runs by itself: other tests are about the sources, or start the command by its name
programs() { # suite
    meson introspect --tests $build | python3 -c '
import json, sys
for test in json.load(sys.stdin):
    if test["cmd"][0].startswith(sys.argv[1]) and "facsimile:" + sys.argv[2] in test["suite"]:
        print(test["name"])' "$(pwd)/$build/" "$1"
}
if [ $tier = short ]; then
    targets="cli/facsimile"
    tests="kernels base-hypot base-number-read base-number-write nn-net shape-rotation"
else
    targets=all
    tests="$(programs unit) $(programs fuzz)"
fi
ninja -C $build $targets >"$work/build.log" 2>&1 || fail "the build for 64-bit ARM" "$work/build.log"
program=$work/facsimile
printf '#!/bin/sh\nexec qemu-aarch64 -L "%s" "%s" "$@"\n' "$root" "$(pwd)/$build/cli/facsimile" >"$program"
chmod +x "$program"

echo "== tests"
log=$build/meson-logs/arm.json
rm -f "$log"
meson test -C $build --print-errorlogs --logbase arm --timeout-multiplier 20 $tests
note "$log=$?"

echo "== our clip"
mkdir "$work/empty"
ours() { # another home: no models
    env -u FACSIMILE_MODELS -u OPENFACE_MODELS_DIR -u FACSIMILE_ONNX_MODELS HOME="$work/empty" XDG_DATA_HOME="$work/empty" \
        "$program" verify --clip examples/clip/heads.mp4
}
step "our clip, pipeline open: the stored hash" ours
[ $tier = long ] || finish

models=$data/models/2.2.0/originals
if [ ! -f "$data/media/default.wmv" ] || [ ! -d "$models" ]; then
    missing="no test data at $data (set FACSIMILE_TESTDATA)"
    if [ -n "${CI:-}" ]; then note --failed "$missing"; else note --skipped "$missing"; fi
    finish
fi
here=${FACSIMILE:-}
if [ -z "$here" ]; then
    here=build-arm-here/cli/facsimile
    [ -f build-arm-here/build.ninja ] || meson setup build-arm-here -Dtests=false >"$work/here.log" 2>&1 ||
        fail "the configuration for this machine" "$work/here.log"
    ninja -C build-arm-here >"$work/here.log" 2>&1 || fail "the build for this machine" "$work/here.log"
fi
same() { # frames, file, options...: both write the same CSV, with a face in it
    frames=$1
    file=$2
    shift 2
    for place in arm here; do
        if [ $place = arm ]; then run=$program; else run=$here; fi
        FACSIMILE_PACK=off "$run" extract "$file" -o "$work/$place.csv" -q --compat openface --model-dir "$models" --max-frames "$frames" \
            "$@" || return 1
    done
    cmp "$work/arm.csv" "$work/here.csv" || { "$here" compare "$work/arm.csv" "$work/here.csv"; return 1; }
    awk -F ', *' 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "confidence") c = i } NR > 1 && $c > 0.5 { found = 1 } END { exit !found }' \
        "$work/arm.csv" || { echo "no face in $file"; return 1; }
    echo "the same, byte for byte: $file, $(wc -l <"$work/arm.csv") lines"
}
echo "== the pipeline openface, here and there"
step "our clip, pipeline openface" same 100000 examples/clip/heads.mp4
step "60 frames of default.wmv" same 60 "$data/media/default.wmv"
# MPEG-4 part 2 leaves the last bit of its inverse transform open, and FFmpeg has another one there: compared is what is made
# of the same pixels
ffmpeg -nostdin -v error -i "$data/media/multi_face.avi" -frames:v 15 -c:v ffv1 "$work/many.mkv"
step "15 frames of multi_face.avi, many faces, plain C" same 15 "$work/many.mkv" --faces many --cpu scalar
step "sample1.jpg, CE-CLM" same 1 "$data/media/sample1.jpg" --landmarks "$data/models/cen_synthetic/main_ceclm_general.txt"
finish
