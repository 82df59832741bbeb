# rows whose frame is not a number have an order, too
for i in 1 2 3 4 5 6 7 8 9; do printf 'nan,%d\n%d,%d\n' $i $i $i; done >rows
{ echo frame,x_0; cat rows; } >a.csv
{ echo frame,x_0; sort -r rows; } >b.csv
"$facsimile" compare a.csv b.csv | head -n 1
