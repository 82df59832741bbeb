# needs: data
# a video cut off in the middle gives the frames that can be decoded
head -c 600000 "$data/media/default.wmv" >cut.wmv
"$facsimile" extract cut.wmv --model-dir "$models" -q
[ "$(wc -l <cut.csv)" -gt 20 ]
