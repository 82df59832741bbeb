# a file or an option where the command belongs
said() { # message, arguments
    expected=$1
    shift
    status=0
    "$facsimile" "$@" 2>err || status=$?
    [ $status = 2 ] && [ "$(cat err)" = "facsimile: $expected" ]
}
mkdir clips
said "unknown command 'x.mp4': did you mean facsimile extract x.mp4?" x.mp4
said "unknown command 'clips': did you mean facsimile extract clips?" clips -o out.csv
said "unknown command './x': did you mean facsimile extract ./x?" ./x
said "unknown command 'a.csv': did you mean facsimile compare A.csv B.csv?" a.csv b.csv
said 'unknown option -v: a command comes first: facsimile extract INPUT... (facsimile --help lists them)' -v x.mp4
