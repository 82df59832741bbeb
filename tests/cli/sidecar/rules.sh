# a record follows the rules of outputs, and replaces nothing but a record
clip=$source/examples/clip/heads.mp4
run() { # expected status, arguments
    wanted=$1 status=0
    shift
    "$facsimile" extract "$clip" --max-frames 3 -q --pipeline open "$@" 2>err || status=$?
    [ $status = "$wanted" ] || { echo "$*: $status instead of $wanted"; cat err; exit 1; }
}
run 0 -o out.csv
run 0 -o out.csv
grep -q '"facsimile_sidecar": 1' out.csv.facsimile.json
# somebody else's file of that name
for text in '{}' '' '{"facsimile_sidecar": 12}' '[{"facsimile_sidecar": 1}]' '{"x": 0, "facsimile_sidecar": 1}'; do
    printf %s "$text" >new.csv.facsimile.json
    run 7 -o new.csv
    grep -q 'new.csv.facsimile.json: would be replaced by the record of this run, but is none' err
    [ "$(cat new.csv.facsimile.json)" = "$text" ]
    [ "$(echo new*)" = new.csv.facsimile.json ]
done
run 0 -o new.csv --no-sidecar
[ "$(cat new.csv.facsimile.json)" = '{"x": 0, "facsimile_sidecar": 1}' ]
rm new*
mkdir new.csv.facsimile.json
run 7 -o new.csv
rmdir new.csv.facsimile.json
[ ! -e new.csv ]
# its permissions stay, a link is followed
chmod 600 out.csv.facsimile.json
mv out.csv.facsimile.json kept
ln -s kept out.csv.facsimile.json
run 0 -o out.csv
[ -L out.csv.facsimile.json ] && [ "$(stat -c %a kept)" = 600 ]
# no other output may have its name
for name in out.csv.facsimile.json ./out.csv.facsimile.json; do
    run 2 -o out.csv --ndjson $name
    run 2 -o out.csv --profile $name
    grep -q 'the record of the run' err
done
run 0 -o out.csv --ndjson other.csv.facsimile.json
# nothing beside standard output, pipes and devices, nor without a CSV
mkdir empty
cd empty
run 0 -o - >/dev/null
run 0 -o /dev/null
run 0 --ndjson - >/dev/null
rm err
[ -z "$(ls)" ]
# of a folder of pictures by themselves one for all; with several inputs one for each
mkdir pictures
"$facsimile" draw "$clip" ../out.csv --frame 1 -o pictures/a.png
cp pictures/a.png pictures/b.png
"$facsimile" extract pictures --image --pipeline open -q 2>err
[ "$(ls)" = "$(printf 'err\npictures\npictures_csv\npictures_csv.facsimile.json')" ]
grep -q '"out": 2' pictures_csv.facsimile.json
grep -q '"fx": null' pictures_csv.facsimile.json
"$facsimile" extract pictures/a.png pictures/b.png --pipeline open -q -o results/ 2>err
[ "$(ls results | tr '\n' ' ')" = 'a.csv a.csv.facsimile.json b.csv b.csv.facsimile.json ' ]
# nothing is left of a run that fails
mkdir failed
echo x >broken.mp4
status=0
"$facsimile" extract broken.mp4 --pipeline open -o failed/x.csv 2>err || status=$?
[ $status = 6 ] && [ -z "$(ls failed)" ]
