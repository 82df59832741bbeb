# needs: data
cp "$data/media/default.wmv" one.wmv
cp "$data/media/default.wmv" two.wmv
"$facsimile" extract one.wmv two.wmv --model-dir "$models" --max-frames 2 -q --hog out --aligned out
[ "$(ls out | tr '\n' ' ')" = 'one.hog one_aligned two.hog two_aligned ' ]
cmp out/one.hog out/two.hog
diff -r out/one_aligned out/two_aligned
[ "$(ls out/one_aligned | wc -l)" = 2 ]
