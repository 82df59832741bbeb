# rows are matched by frame, not by line
cp "$cases/table_a.txt" a.csv
cp "$cases/table_b.txt" b.csv
"$facsimile" compare a.csv b.csv >table
grep -q '^rows  *3 in both, 1 only in the first, 1 only in the second$' table
grep -q '^success  *the same in 100.00 %' table
grep -Eq '^landmarks  +0\.1667 +0\.500 px$' table
grep -Eq '^head rotation  +0\.0333 +0\.100 rad$' table
grep -Eq '^AU12  +1\.0000 +0\.1000 +66\.67 %$' table
