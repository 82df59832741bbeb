# needs: onnx data
# a pipeline of ONNX Runtime's is run, and compared with nothing
. "$support/openface3-models.sh"
"$facsimile" verify >out
grep -qE '^\[--\] openface3 +runs; no numbers are stored' out
grep -qE '^\[ok\] open +ok$' out
