# needs: data
# the reader has gone: an ordinary failure, not a signal
mkfifo pipe
(exec 3<pipe; exec 3<&-) &
exec 4>pipe
wait
status=0
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 3 --faces many -o - >&4 || status=$?
exit $status
