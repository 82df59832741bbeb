# needs: ffmpeg
ffmpeg -v error -f lavfi -i testsrc=size=160x120:rate=10 -frames:v 1 a.png
mkdir study
cp a.png study/b.png
cp a.png 'study/*.png'
cp a.png @c.png
# a line each, line ends of either kind
printf 'a.png\r\n\nstudy/b.png' >list.txt
"$facsimile" extract @list.txt --pipeline null -o one/ -q
[ "$(cd one && echo *.csv)" = "a.csv b.csv" ]
# any name: a zero byte ends it
name=$(printf 'line\nend \033[31m')
cp a.png "$name.png"
printf 'a.png\0%s.png\0' "$name" | "$facsimile" extract @- --pipeline null -o two/ 2>message
[ -e "two/$name.csv" ]
grep -qF 'wrote two/line\nend \x1b[31m.csv' message
# a file that is called like a list or a pattern is that file
"$facsimile" extract @c.png --pipeline null -o three/ -q
"$facsimile" extract 'study/*.png' --pipeline null -o three/ -q
[ "$(cd three && ls | grep -c csv$)" = 2 ]
# a pattern in quotes
"$facsimile" extract 'study/[a-c].png' --pipeline null -o four/ -q
[ "$(cd four && echo *.csv)" = "b.csv" ]

status=0
"$facsimile" extract 'study/*.avi' --pipeline null 2>message || status=$?
[ $status = 5 ]
grep -qF 'study/*.avi: there is no such file, and none that it matches' message
status=0
"$facsimile" extract @nothing --pipeline null 2>message || status=$?
[ $status = 5 ]
grep -q 'nothing: the list of inputs cannot be read: No such file' message
status=0
: >empty
"$facsimile" extract @empty --pipeline null 2>message || status=$?
[ $status = 5 ]
grep -q 'empty: names no input' message
