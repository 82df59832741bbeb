# needs: data
# of folders that are missing, the message names the one to make first
check() { # folder, arguments
    folder=$1 status=0
    shift
    "$facsimile" extract "$@" --model-dir "$models" -q 2>err || status=$?
    [ $status = 7 ]
    grep -qF "cannot be written: there is no folder $folder: make it first" err || { cat err; exit 1; }
    [ ! -e out ]
}
still=$data/media/sample1.jpg
check out/deep "$still" -o out/deep/er
check out/deep "$still" -o out/deep/er/
check out/deep "$still" "$data/media/sample2.jpg" -o out/deep/er
mkdir stills
cp "$still" stills
check out/deep stills --image -o out/deep/er
check out/deep stills --image -o out/deep/er/
