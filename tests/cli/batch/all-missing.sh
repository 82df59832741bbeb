# needs: models
# failures of one kind keep their status; the last message does not name them all
"$facsimile" extract 1.avi 2.avi 3.avi 4.avi 5.avi 6.avi 7.avi --model-dir "$models" -q
