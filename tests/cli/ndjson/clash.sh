# it is no input and no other output
refused() { # what stderr says, arguments of extract
    said=$1
    shift
    status=0
    "$facsimile" extract "$@" 2>err || status=$?
    if [ $status != 2 ] || ! grep -qF -e "$said" err; then
        echo "extract $*: status $status, $(cat err)"
        exit 1
    fi
}
echo precious >v.mp4
ndjson='the NDJSON (--ndjson)'
refused "cannot be both an input and $ndjson" v.mp4 --ndjson v.mp4
refused "cannot be both the output (-o) and $ndjson" v.mp4 --ndjson v.csv -o ./v.csv
refused "cannot be both the output (-o) and $ndjson" v.mp4 --ndjson - -o -
refused "cannot be both $ndjson and the profile (--profile)" v.mp4 --ndjson a --profile a
[ "$(cat v.mp4)" = precious ]
