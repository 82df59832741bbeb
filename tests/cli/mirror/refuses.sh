# what cannot be meant, and no output over an input
cp "$source/examples/clip/heads.mp4" a.mp4
cp a.mp4 a_debug.mp4
mkdir pictures
fails() {
    wanted=$1
    shift
    status=0
    "$facsimile" mirror "$@" --pipeline open --max-frames 2 >/dev/null 2>said || status=$?
    [ $status = "$wanted" ] || { echo "status $status of: $*" >&2; cat said >&2; exit 1; }
    grep '^facsimile: ' said | head -1
}
fails 2
fails 2 a.mp4 a_debug.mp4 -o .
fails 2 a.mp4 --no-aus --no-videos
fails 2 a.mp4 --debug --no-videos
fails 2 a.mp4 --midline median
fails 2 a.mp4 --midline 1,2,3
fails 2 a.mp4 --midline 1,2,3,2
fails 2 a.mp4 --blend soft
fails 2 a.mp4 --band 1001
fails 2 a.mp4 --points nothing
fails 1 a.mp4 --encoder no_such
fails 1 pictures
fails 7 a.mp4 -o a_debug.mp4
[ "$(ls)" = "$(printf 'a.mp4\na_debug.mp4\npictures\nsaid')" ]
cmp a.mp4 a_debug.mp4
