# words that are wrong are told before anything is done
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
echo text >v.mp4
refused "'aus' is none of au, pose, gaze, 2d, 3d, eyes, pdm, likelihood, gaze-head, raw, all" v.mp4 --columns pose,aus
refused "'AU' is none of" v.mp4 --columns AU
refused "'lower' is unknown; safe is possible" v.mp4 --names lower
refused 'leave columns (--columns) out' v.mp4 --format pyfaceau --columns au
refused 'leave names (--names) out' v.mp4 --format pyfaceau --names safe
[ "$(ls | tr '\n' ' ')" = 'err v.mp4 ' ]
