# needs: data
# the models are there, only the file that was named is not: no word of fetching
status=0
OPENFACE_MODELS_DIR="$data/models" "$facsimile" extract "$data/media/sample1.jpg" --landmarks ./main_mine.txt 2>err || status=$?
grep -q 'main_mine.txt' err
refuse grep -q 'models fetch' err
exit $status
