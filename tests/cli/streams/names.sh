# needs: liblo
# what is sent to is no file, whatever it is called: names of inputs and models clash with nothing
video=$source/examples/clip/heads.mp4
cp "$video" 9000
"$facsimile" extract 9000 --pipeline open --max-frames 2 -q --osc 9000
cmp "$video" 9000
[ "$(ls)" = 9000 ]
# where a host is no host, it is said
status=0
"$facsimile" extract "$video" --pipeline open --max-frames 2 -q --osc no-such-host.invalid:9000 -o out.csv 2>err || status=$?
[ $status = 7 ]
grep -q -- '--osc no-such-host.invalid:9000: there is no way to no-such-host.invalid: ' err
[ ! -e out.csv ]
