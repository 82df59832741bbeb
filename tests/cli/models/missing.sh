# needs: data
# the message names every place that was looked at
cp "$data/media/sample1.jpg" .
XDG_DATA_HOME=$PWD/cache "$facsimile" extract sample1.jpg
