# subcommands and sets that do not exist, options that cannot be
check() { # status, pattern, arguments
    wanted=$1 pattern=$2
    shift 2
    status=0
    "$facsimile" "$@" >out 2>err || status=$?
    [ $status = "$wanted" ]
    cat out err | grep -q "$pattern"
}
check 2 'usage: facsimile models' models
check 2 'did you mean fetch?' models fetsh
check 2 'did you mean licenses?' models licences
check 2 'see facsimile help models' models nonsense
check 2 'did you mean openface-clnf?' models list openface-clm
check 2 'facsimile models list shows them' models verify nonsense
check 2 'not both' models fetch --all pyfaceau
check 2 'tries is 1' models fetch --tries 0
check 2 'too many arguments' models path a b
check 2 'unknown option' models list --accept-license
check 2 'say where to: --onnx FOLDER' models export
check 2 'unknown option' models export --json
check 0 'usage: facsimile models export' help models export
check 0 'usage: facsimile models' help models
check 0 'usage: facsimile models' models fetch --help
check 0 'usage: facsimile doctor' help doctor
check 0 '/OpenFaceModels/2.2.0' models path
check 3 'openface-clnf: not installed' models path openface-clnf
check 0 'not installed' models list
[ -z "$(ls -A "$HOME")" ]
