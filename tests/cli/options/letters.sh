# a value may stand behind its letter, with or without a space or '='; letters without value may stand together
unread() { # arguments: taken, and the input is what is missing
    status=0
    "$facsimile" extract none.mp4 "$@" 2>err || status=$?
    if [ $status != 5 ] || ! grep -q '^facsimile: none.mp4: ' err; then
        echo "$*: status $status, $(cat err)"
        exit 1
    fi
}
refused() { # message, arguments
    said=$1
    shift
    status=0
    "$facsimile" extract none.mp4 "$@" 2>err || status=$?
    if [ $status != 2 ] || [ "$(cat err)" != "facsimile: $said" ]; then
        echo "$*: status $status, $(cat err)"
        exit 1
    fi
}
unread -j4
unread -j 4
unread -j=4
unread -qv
unread -qvj4
unread -qvj 4
unread -oout.csv
unread -o=out.csv
refused '-j: a value is missing' -j
refused '-qj: a value is missing' -qj
refused "--jobs: '4x' is no whole number from 0" -j4x
refused 'unknown option -qz: see facsimile help extract' -qz
# one dash where two belong is no letter with a value
refused 'unknown option -output: did you mean --output?' -output out.csv
refused 'unknown option -ouput: did you mean --output?' -ouput out.csv
refused 'unknown option -outp: did you mean --output?' -outp out.csv
refused 'unknown option -quiet: did you mean --quiet?' -quiet
refused 'unknown option -jobs: did you mean --jobs?' -jobs 4
[ "$(ls)" = err ]
