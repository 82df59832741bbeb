# Sourced by cases that set $signal.  Stopped in the middle: finished rows are kept under the final name, complete
# and numbered without gaps.
status=0
python3 "$cases/signal_after.py" $signal "$facsimile" extract "$data/media/franck.mp4" --model-dir "$models" -o out.csv || status=$?
[ "$(ls)" = out.csv ]
awk -F, 'NR == 1 { columns = NF } NF != columns || (NR > 1 && $1 != NR - 1) { exit 1 }' out.csv
rows=$(wc -l <out.csv)
[ "$rows" -gt 1 ]
[ "$rows" -lt 4801 ]
# a result that is there is not replaced by a part of another
echo before >out.csv
python3 "$cases/signal_after.py" $signal "$facsimile" extract "$data/media/franck.mp4" --model-dir "$models" -o out.csv || status=$?
[ "$(cat out.csv)" = before ]
[ "$(ls | tr '\n' ' ')" = 'out.csv out.csv.partial ' ]
[ "$(wc -l <out.csv.partial)" -gt 1 ]
exit $status
