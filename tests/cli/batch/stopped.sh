# needs: data python3
# complete results are kept, of the others no part, and what had the name before stays
cp "$data/media/franck.mp4" other.mp4
echo before >franck.csv
status=0
python3 "$support/signal_after.py" INT "$facsimile" extract "$data/media/franck.mp4" other.mp4 "$data/media/sample1.jpg" \
    --jobs 2 --model-dir "$models" || status=$?
[ "$(ls)" = "$(printf 'franck.csv\nother.mp4')" ]
[ "$(cat franck.csv)" = before ]
exit $status
