# needs: data models clip onnx
# stills: every face by itself; several faces of a video; pictures without a face, and smaller than one
export FACSIMILE_ONNX_MODELS=$data/models/onnx
run() {
    "$facsimile" extract "$@" --model-dir "$models" --pipeline pyfaceau -q
}
run "$data/media/sample6.jpg" -o six.csv
[ "$(wc -l <six.csv)" -eq 13 ]
run "$data/media/multi_face.avi" --faces many --max-frames 20 -o many.csv
[ "$(grep -c '^1,' many.csv)" -ge 2 ]
run "$data/media/no_face.mp4" --max-frames 30 -o none.csv
[ "$(wc -l <none.csv)" -eq 31 ]
refuse grep -q nan none.csv
printf 'P6\n3 2\n255\n' >tiny.ppm
head -c 18 /dev/zero >>tiny.ppm
ffmpeg -v error -i tiny.ppm tiny.png 2>err || exit 0
run tiny.png -o tiny.csv
[ "$(wc -l <tiny.csv)" -eq 1 ]
# a box that is outside of the picture, one at its border
printf '5000 5000 5100 5100\n-40 -40 60 60\n' >boxes.txt
run "$data/media/sample1.jpg" --boxes boxes.txt -o boxes.csv
[ "$(wc -l <boxes.csv)" -eq 3 ]
refuse grep -q -e nan -e inf boxes.csv
