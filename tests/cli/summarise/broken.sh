# needs: python3
# what cannot be used is named, has no row and does not stop the others
python3 "$cases/make_results.py" results 3
"$facsimile" summarise results -q >good.csv
cd results
: >empty.csv
head -1 clip00000.csv >norows.csv
echo hello >text.csv
head -c 2000 clip00000.csv >cut.csv
sed '5s/,[^,]*$/,x/' clip00000.csv >word.csv
sed '5s/,0\.[0-9]*,/,7.5,/3' clip00000.csv | awk -F, -v OFS=, 'NR == 9 { $7 = 5.2 } { print }' >high.csv
printf 'a,b\n1,2\n' >other.csv
head -c 3000 /dev/urandom >random.csv
awk -F, -v OFS=, 'NR > 1 { $2 = NR } { print } END { for (i = 0; i < 2000; i++) { $2 = 1000 + i; print } }' clip00000.csv >crowd.csv
cd ..
status=0
"$facsimile" summarise results missing.csv >some.csv 2>said || status=$?
[ $status = 11 ]
cmp good.csv some.csv
grep -q '^facsimile: results/empty.csv: does not start with a CSV header line' said
grep -q '^facsimile: results/norows.csv: has no rows' said
grep -q '^facsimile: results/text.csv: does not start with a CSV header line' said
grep -q '^facsimile: results/cut.csv: line [0-9]*: expected' said
grep -q '^facsimile: results/word.csv: line 5: expected 16 numbers with commas between them, found something else in column 16' said
grep -q '^facsimile: results/high.csv: line 9: AU01_r is 5.2: intensities are from 0 to 5' said
grep -q '^facsimile: results/other.csv: is no table of results' said
grep -q '^facsimile: results/random.csv: ' said
grep -q '^facsimile: results/crowd.csv: line [0-9]*: there are more than 1000 persons' said
grep -q '^facsimile: missing.csv: cannot be read: No such file or directory' said
grep -q '^facsimile: 13 results, 6 rows, 10 results cannot be used$' said
# with nothing to read nothing is written
mkdir nothing
status=0
"$facsimile" summarise nothing -o x.csv 2>said || status=$?
[ $status = 5 ]
grep -q '^facsimile: nothing: there are no results' said
refuse test -e x.csv
