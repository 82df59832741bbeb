# FFmpeg cannot be loaded: whatever needs it says so and what to do, leaves no file, and the rest works
mkdir lib pictures
for library in libavutil libswscale libavcodec libavformat; do
    for major in 5 6 7 8 9 57 58 59 60 61 62 63; do
        : >lib/$library.so.$major
    done
done
clip=$source/examples/clip/heads.mp4
"$facsimile" extract "$clip" --pipeline null -o whole.csv
"$facsimile" --version >version
"$facsimile" draw --help >/dev/null
export LD_LIBRARY_PATH="$PWD/lib"
fails() {
    status=0
    "$@" >out 2>message || status=$?
    [ $status = 1 ] || { echo "exit status $status: $*" >&2; cat message >&2; exit 1; }
    grep -qE 'FFmpeg cannot be loaded: .*lib(av|sw)[a-z]+\.so\.[0-9]+' message
    grep -qE 'Install the library lib(av|sw)[a-z]+\.so\.[0-9]+' message
}
fails "$facsimile" extract "$clip" --pipeline null -o out.csv
grep -qF "$clip: FFmpeg" message
[ ! -e out.csv ]
cat "$clip" | fails "$facsimile" extract - --pipeline null -o out.csv
fails "$facsimile" extract http://127.0.0.1:9/a.mp4 --pipeline null -o out.csv
mkdir videos
cp "$clip" videos
fails "$facsimile" extract videos --pipeline null -o results/
# a picture of a kind that is FFmpeg's
printf 'P6\n2 2\n255\n            ' >picture.ppm
fails "$facsimile" extract picture.ppm --pipeline null -o out.csv
cp picture.ppm pictures
fails "$facsimile" extract pictures --image --pipeline null -o results/
# what needs none
"$facsimile" --version | cmp - version
"$facsimile" compare whole.csv whole.csv >/dev/null
"$facsimile" columns >/dev/null
# doctor says it
status=0
"$facsimile" doctor >out || status=$?
[ $status = 1 ]
grep -q '\[!!\] FFmpeg  *FFmpeg cannot be loaded: ' out
tail -n 1 out | grep -qx '\[!!\] FFmpeg cannot be loaded'
