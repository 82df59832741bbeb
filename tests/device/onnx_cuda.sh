#!/bin/sh
# onnx_cuda.sh [FOLDER] [PROVIDER]: RetinaFace, PFLD, STAR and the multi-task network on CUDA (or PROVIDER) against the CPU:
# largest differences and times, as a table.  No test of `make check`: it needs an NVIDIA card, and ONNX Runtime with its
# provider, which FACSIMILE_ONNXRUNTIME names (docs/install.md, ONNX Runtime).  FOLDER holds the ONNX files; without it that
# of the test data.  Needs a C compiler and nothing else of what facsimile is built with.
set -eu
cd "$(dirname "$0")/../.."
provider=${2:-cuda}
folder=${1:-}
for place in "${FACSIMILE_TESTDATA:-../shared}/models/onnx" shared/models/onnx; do
    [ -n "$folder" ] || [ ! -d "$place" ] || folder=$place
done
[ -d "$folder" ] || { echo "usage: $0 FOLDER [PROVIDER]; no folder of ONNX files" >&2; exit 2; }
first() { # the first of these files that is there, as NAME=FILE
    name=$1
    shift
    for file in "$@"; do
        [ ! -f "$folder/$file" ] || { echo "$name=$folder/$file"; return; }
    done
    echo "$name: none of $* in $folder" >&2
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
${CC:-cc} -std=c17 -O2 -D_DEFAULT_SOURCE -D_POSIX_C_SOURCE=200809L -DFACS_HAVE_CJSON=0 -DFACS_VERSION='"device"' -Isrc -Iinclude \
    -o "$work/onnx_compare" tests/device/onnx_compare.c src/nn/onnx*.c src/base/*.c -lm -ldl -pthread
nvidia-smi --query-gpu=name,driver_version --format=csv,noheader 2>/dev/null || echo "no nvidia-smi"
"$work/onnx_compare" "$provider" $(first RetinaFace retinaface_mobilenet025.onnx) $(first PFLD pfld_cunjian.onnx) \
    $(first STAR star_landmark_98_coreml.onnx star_random.onnx) $(first MTL mtl_efficientnet_b0_coreml.onnx mtl_random.onnx)
