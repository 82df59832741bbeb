# a variable without a value is not an input
refused() { # message, arguments
    said=$1
    shift
    status=0
    "$facsimile" "$@" 2>err || status=$?
    [ $status = 2 ] && [ "$(cat err)" = "facsimile: $said" ]
}
refused 'extract: argument 1 is empty; is it a variable without a value?' extract ''
refused 'extract: argument 2 is empty; is it a variable without a value?' extract a.mp4 '' -o out
refused 'compare: argument 2 is empty; is it a variable without a value?' compare a.csv ''
refused 'bench: argument 1 is empty; is it a variable without a value?' bench ''
refused 'verify: argument 1 is empty; is it a variable without a value?' models verify ''
refused '--output: the value is empty' extract a.mp4 -o ''
refused 'the command is empty; is it a variable without a value?  facsimile --help lists the commands' ''
