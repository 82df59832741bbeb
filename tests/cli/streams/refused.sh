# what cannot be is told before any work is done: status, words
video=$source/examples/clip/heads.mp4
refused() { # status, what stderr says, arguments of extract
    wanted=$1
    said=$2
    shift 2
    status=0
    "$facsimile" extract "$@" --pipeline open 2>err || status=$?
    if [ $status != "$wanted" ] || ! grep -qF -e "$said" err; then
        echo "extract $*: status $status, $(cat err)"
        exit 1
    fi
}
refused 2 "--osc: 'studio': the port is missing; HOST:PORT is possible, such as localhost:9000" "$video" --osc studio
refused 2 "--osc: 'studio:x': the port is a number from 1 to 65535" "$video" --osc studio:x
refused 2 "--osc: 'osc.tcp://studio:9000': only UDP is spoken" "$video" --osc osc.tcp://studio:9000
refused 2 "is no name for a stream" "$video" --lsl "$(printf 'a\tb')"
cp "$video" a.mp4
cp "$video" b.mp4
refused 2 "--lsl: one stream for 2 inputs; take them one after the other" a.mp4 b.mp4 --lsl faces
refused 2 "--osc: one stream for 2 inputs; take them one after the other" a.mp4 b.mp4 --osc 9000
export FACSIMILE_LSL=/nowhere FACSIMILE_LIBLO=/nowhere
refused 1 "FACSIMILE_LSL=/nowhere: there is no such file or folder" a.mp4 --lsl faces -o out.csv
refused 1 "FACSIMILE_LIBLO=/nowhere: there is no such file or folder" a.mp4 --osc 9000 -o out.csv
"$facsimile" doctor >doctor.txt || true
grep -q '^  \[--\] liblsl *not on this machine: no streams of the Lab Streaming Layer (--lsl)' doctor.txt
grep -q '^  \[--\] liblo *not on this machine: no Open Sound Control (--osc)' doctor.txt
[ "$(ls | tr '\n' ' ')" = 'a.mp4 b.mp4 doctor.txt err ' ]
