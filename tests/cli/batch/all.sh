# needs: data
# several inputs at the same time give what each gives by itself, whatever the number of jobs and threads
mkdir frames alone
cp "$data/media/sample1.jpg" frames/1.jpg
cp "$data/media/sample2.jpg" frames/2.jpg
inputs="$data/media/default.wmv $data/media/sample1.jpg frames $data/media/sample2.jpg"
for input in $inputs; do
    name=$(basename "$input")
    "$facsimile" extract "$input" --model-dir "$models" --max-frames 5 --threads 1 -o "alone/${name%.*}.csv" -q --no-sidecar
done
for options in "" "--jobs 1 --threads 3" "--jobs 4 --threads 2"; do
    "$facsimile" extract $inputs --model-dir "$models" --max-frames 5 -o together $options -q --no-sidecar
    [ "$(ls together)" = "$(ls alone)" ]
    for name in $(ls alone); do
        cmp "alone/$name" "together/$name"
    done
    rm -r together
done
