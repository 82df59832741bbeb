# needs: data
# results do not depend on the pack, whichever models and settings
unset FACSIMILE_PACK
file=$("$facsimile" models pack --model-dir "$models")
case $file in
"$HOME"/.local/share/OpenFaceModels/2.2.0/derived/facsimile/1/main_clnf_general-*.pack) ;;
*) exit 1 ;;
esac
[ -f "$file" ] && [ -f "$file.experts" ]
both() {
    out=$1
    shift
    "$facsimile" extract "$@" --model-dir "$models" -o "$out.pack.csv" -q
    FACSIMILE_PACK=off "$facsimile" extract "$@" --model-dir "$models" -o "$out.plain.csv" -q
    cmp "$out.pack.csv" "$out.plain.csv"
}
both one "$data/media/default.wmv" --max-frames 40
both many "$data/media/multi_face.avi" --max-frames 40 --faces many
both wild "$data/media/default.wmv" --max-frames 4 --wild
both still "$data/media/sample1.jpg"
both svr "$data/media/default.wmv" --max-frames 10 --landmarks clm-general
[ "$(ls "$(dirname "$file")" | wc -l)" -eq 4 ]
