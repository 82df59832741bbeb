# no output is an input or another output, however its name is written; nothing is read, made or replaced before
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
mkdir in out boxes
echo precious | tee v.mp4 v2.mp4 in/a.jpg in/b.jpg boxes/a.txt boxes.txt >copy
ln -s v.mp4 link.mp4
ln v.mp4 hard.mp4
ln -s out alias
ln -s ../v.csv out/nowhere
profile='the profile (--profile)'
# the profile
refused "cannot be both an input and $profile" v.mp4 --profile v.mp4
refused "hard.mp4: is the same file as v.mp4 and cannot be both an input and $profile" v.mp4 --profile hard.mp4
refused "cannot be both an input and $profile" v.mp4 --profile link.mp4
refused "cannot be both an input and $profile" link.mp4 --profile out/../v.mp4
refused "cannot be both an input and $profile" in --profile in/b.jpg
refused "cannot be both the output (-o) and $profile" v.mp4 --profile v.csv
refused "cannot be both the output (-o) and $profile" v.mp4 --profile "$PWD/./v.csv"
refused "cannot be both the output (-o) and $profile" v.mp4 --profile out/nowhere
refused "cannot be both the output (-o) and $profile" v.mp4 -o new/x/../v.csv --profile new/./v.csv
refused "cannot be both the output (-o) and $profile" v.mp4 -o out/v.csv --profile alias/v.csv
refused "cannot be both the output (-o) and $profile" v.mp4 -o v.csv --profile v.csv.partial
refused "cannot be both the output (-o) and $profile" v.mp4 -o - --profile -
refused "cannot be both the boxes (--boxes) and $profile" in/a.jpg --boxes boxes.txt --profile boxes.txt
refused "cannot be both the boxes (--boxes) and $profile" in --image --boxes boxes --profile boxes/a.txt
refused "is in the folder of the results and would be replaced by $profile" in --image --profile in_csv/a.csv
refused "cannot be both $profile and the folder of the results" in --image -o new --profile new
# the results
refused 'cannot be both the boxes (--boxes) and the output (-o)' in/a.jpg --boxes boxes.txt -o boxes.txt
refused 'cannot be both an input and the output (-o)' in -o in/a.jpg
refused 'standard output: is the same file as v.mp4' v.mp4 -o - >>v.mp4
ln -s v.csv out/v2.csv
refused 'cannot be both the result of v.mp4 and the result of v2.mp4' v.mp4 v2.mp4 -o out
: >out/v.csv
refused 'cannot be both the result of v.mp4 and the result of v2.mp4' v.mp4 v2.mp4 -o out
mkdir results
ln -s ../in/b.jpg results/a.csv
refused 'cannot be both an input and a result' in --image -o results
ln -sf ../boxes/a.txt results/a.csv
refused 'cannot be both the boxes (--boxes) and a result' in --image --boxes boxes -o results
for file in v.mp4 v2.mp4 in/a.jpg in/b.jpg boxes/a.txt boxes.txt; do
    cmp $file copy
done
[ ! -e new ] && [ ! -e in_csv ] && [ ! -e v.csv ]
