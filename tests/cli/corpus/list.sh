# needs: python3
heads=$source/examples/clip/heads.mp4
# lists: names of results, options and metadata by the row; a CSV, a TSV and a plain list
mkdir data
ln -s "$heads" data/a.mp4
ln -s "$heads" data/b.mp4
printf '\357\273\277input,group,output,max frames,max_frames,note\r\na.mp4,patients,sub-1/rest,x,2,"says ""hi"", twice"\r\n\r\nb.mp4,controls,,y,,\r\n' >data/list.csv
"$facsimile" batch --list data/list.csv --out-dir results --pipeline open --max-frames 3 --threads 1 -q
[ "$(python3 "$support/manifest.py" results/manifest.tsv output state frames row_options group note)" = 'b.csv|ok|3||controls|
sub-1/rest.csv|ok|2|max_frames=2|patients|says "hi", twice' ]
# another value is another run of that input only
sed 's/,2,/,1,/' data/list.csv >data/other.csv
"$facsimile" batch @data/other.csv --out-dir results --pipeline open --max-frames 3 --threads 1 --resume 2>said
grep -q 'a.mp4: is done again: its row of options is another' said
grep -Eq '^facsimile: done now +1$' said
[ "$(wc -l <results/sub-1/rest.csv)" = 2 ]
# two parts of a video
printf 'input\toutput\tstart\tend\npart.mp4\tone\t0\t0:00.05\npart.mp4\ttwo\t0.05\t0.15\n' >data/parts.tsv
mv data/a.mp4 data/part.mp4
"$facsimile" batch --list data/parts.tsv --out-dir parts --pipeline open --threads 1 -q
[ "$(ls parts/*.csv | xargs)" = "parts/one.csv parts/two.csv" ]
refuse cmp -s parts/one.csv parts/two.csv
printf 'part.mp4\nb.mp4\n' >data/plain.txt
"$facsimile" batch @data/plain.txt --out-dir plain --pipeline open --max-frames 1 --threads 1 -q
[ "$(ls plain/*.csv | xargs)" = "plain/b.csv plain/part.csv" ]
wrong() { # message, text of the list
    printf "$2" >data/wrong.csv
    status=0
    "$facsimile" batch --list data/wrong.csv --out-dir wrong --pipeline open 2>said || status=$?
    [ $status = 2 ] && grep -q "$1" said || { cat said; exit 1; }
    refuse test -e wrong
}
wrong 'line 3: has 1 cells, the first 2' 'input,group\nb.mp4,x\nb.mp4\n'
wrong 'no column is called input' 'path,group\nb.mp4,x\n'
wrong "line 2: 'faces=some' is not possible" 'input,faces\nb.mp4,some\n'
wrong "line 2: 'start=1:x' is not possible: a time is seconds or" 'input,start\nb.mp4,1:x\n'
wrong 'a column is called state, as one of the manifest is' 'input,state\nb.mp4,x\n'
wrong 'line 2: a quote that does not end' 'input,group\n"b.mp4,x\n'
wrong 'line 2: names no input' 'input,group\n,x\n'
wrong 'is to be a name in the folder of the results' 'input,output\nb.mp4,../b\n'
wrong "names two columns" 'input,x,x\nb.mp4,1,2\n'
