# needs: picture
# the message names every place that was looked at
cp "$picture" .
XDG_DATA_HOME=$PWD/cache "$facsimile" extract sample1.jpg --pipeline openface
