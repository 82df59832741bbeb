# needs: models picture
# as many p_ columns as the shape model has modes
"$facsimile" extract "$picture" --model-dir "$models" --landmarks clnf-multi-pie -q
head -n 1 sample1.csv | grep -q ',p_22,AU01_r'
