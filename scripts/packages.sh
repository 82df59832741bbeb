#!/bin/sh
# Install what is missing from Debian packages.  Arguments: build | quick | check | fuzz | onnx | onnx-python | lsl | polars | train | deb | deb-check | slim | arm | slurm | browser
#   build  compiler, Meson, FFmpeg, libjpeg-turbo, libpng, cJSON, and what fetching models needs: libcurl, OpenSSL, libarchive; libhdf5 for --hdf5, zlib for --bids
#   quick  the above and what the unit tests need
#   check  the above and what the other tests and the linters need
#   fuzz   the above and clang's run-time libraries (scripts/fuzz.sh)
#   onnx   ONNX Runtime, for the pipelines with other people's networks: the library out of the Python package, into this
#          user's data folder, where facsimile finds it
#   onnx-python  ONNX Runtime as a package of Python, for the tests of exported files, beside it
#   lsl    liblsl, for extract --lsl, as part of its package for Python, which the tests receive with: into the same data folder
#   polars  the Python package of that name, which reads results in a test, beside it
#   train  what a few steps of training need (training/smoke.py); 190 MB to download, 1 GB of disk
#   deb, deb-check  what a Debian package is built and checked with
#   slim   what the wheel and the portable program are built with (scripts/slim_ffmpeg.sh)
#   slurm  a Slurm of one node for tests/cluster/slurm.sh
#   browser  Chromium, and npm's playwright-core and axe-core, which drive it and look for what keeps people out, beside ONNX
#          Runtime (scripts/check_browser.sh, docs/figures/report.sh)
#   arm    what builds and runs programs for 64-bit ARM on another processor (scripts/check_arm.sh)
# packages.sh --list-libraries: prints the packages with the libraries that build and tests need, and installs nothing
set -eu

libraries="libc6-dev libavformat-dev libavcodec-dev libavutil-dev libswscale-dev libavfilter-dev
       libjpeg-dev libpng-dev libcjson-dev libcurl4-openssl-dev libssl-dev libarchive-dev libhdf5-dev zlib1g-dev libjs-dygraphs libmicrohttpd-dev"
build="gcc meson ninja-build pkg-config $libraries"
quick="$build libcmocka-dev python3 bash ffmpeg"
check="$quick python3-numpy python3-pytest python3-matplotlib python3-pil mypy python3-h5py python3-pandas python3-nbclient python3-ipykernel r-base-core r-cran-jsonlite r-cran-reticulate liblo7 groff-base clang clang-format clang-tidy cppcheck openssl dpkg-dev mold"
deb="$build dpkg-dev python3"
slim="$build dpkg-dev nasm cmake make python3 python3-venv"
deb_check="$deb debootstrap lintian"
slurm="$build python3 slurmctld slurmd slurm-client munge procps util-linux"
arm="$build python3 dpkg ffmpeg gcc-aarch64-linux-gnu qemu-user"
browser="chromium fonts-inter ffmpeg python3"
# not both of Debian's where there are others already
node --version >/dev/null 2>&1 && npm --version >/dev/null 2>&1 || browser="$browser nodejs npm"

fuzz="$check libclang-rt-dev llvm"
onnx=""
python3 -m pip --version >/dev/null 2>&1 || onnx="python3 python3-pip"
train="gcc libc6-dev python3 python3-torch python3-numpy python3-scipy python3-opencv"

case "${1:-build}" in
build) wanted=$build ;;
quick) wanted=$quick ;;
check) wanted=$check ;;
fuzz) wanted=$fuzz ;;
onnx | onnx-python | lsl | polars) wanted=$onnx ;;
train) wanted=$train ;;
deb) wanted=$deb ;;
deb-check) wanted=$deb_check ;;
slim) wanted=$slim ;;
arm) wanted=$arm ;;
slurm) wanted=$slurm ;;
browser) wanted=$browser ;;
--list-libraries) echo $libraries libcmocka-dev; exit 0 ;;
*) echo "usage: $0 build|quick|check|fuzz|onnx|onnx-python|lsl|polars|train|deb|deb-check|slim|arm|slurm|browser" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is not a Debian-like system: please install the equivalents of" >&2
    echo "  $(echo $wanted)" >&2
    exit 0
fi
missing=""
for package in $wanted; do
    dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
done

data=${XDG_DATA_HOME:-$HOME/.local/share}/facsimile

# the wheel is an archive with the library in it; nothing of Python is installed
install_onnx() {
    if [ -n "$(find "$data/onnxruntime/capi/" -name 'libonnxruntime.so*' 2>/dev/null)" ]; then
        return
    fi
    wheel=$(mktemp -d)
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: -d "$wheel" onnxruntime
    mkdir -p "$data"
    rm -rf "$data/onnxruntime.part"
    python3 -m zipfile -e "$wheel"/onnxruntime-*.whl "$data/onnxruntime.part"
    rm -rf "$data/onnxruntime" "$wheel"
    mv "$data/onnxruntime.part/onnxruntime" "$data/onnxruntime"
    rm -rf "$data/onnxruntime.part"
    echo "installed: ONNX Runtime in $data/onnxruntime"
}

install_onnx_python() {
    PYTHONPATH=$data/python python3 -c 'import onnxruntime, numpy' 2>/dev/null && return
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$data/python" onnxruntime
    echo "installed: ONNX Runtime for Python in $data/python"
}

install_lsl() {
    PYTHONPATH=$data/pylsl python3 -c 'import pylsl' 2>/dev/null && return
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$data/pylsl" pylsl
    echo "installed: liblsl and pylsl in $data/pylsl"
}
install_polars() {
    PYTHONPATH=$data/polars python3 -c 'import polars' 2>/dev/null && return
    python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$data/polars" polars
    echo "installed: polars in $data/polars"
}

install_browser() {
    [ -d "$data/browser/node_modules/playwright-core" ] && [ -d "$data/browser/node_modules/axe-core" ] && return
    mkdir -p "$data/browser"
    npm install --silent --no-save --ignore-scripts --no-audit --no-fund --prefix "$data/browser" playwright-core@1 axe-core@4
    echo "installed: playwright-core and axe-core in $data/browser"
}

not_from_debian() { # the argument
    case "$1" in
    onnx) install_onnx ;;
    onnx-python) install_onnx_python ;;
    lsl) install_lsl ;;
    polars) install_polars ;;
    browser) install_browser ;;
    esac
}

if [ -z "$missing" ]; then
    not_from_debian "${1:-build}"
    exit 0
fi

root=""
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1; then
        root=sudo
    else
        echo "Missing packages, and neither root nor sudo to install them.  Ask an administrator for:" >&2
        echo "  apt-get install$missing" >&2
        exit 1
    fi
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$root apt-get update -qq
$root apt-get install -y -qq --no-install-recommends $missing >/dev/null
not_from_debian "${1:-build}"
