# needs: data python3
# one face: it is said when it does not look like that of the calibration, and nothing is when it does
open="--pipeline open --threads 2"
"$facsimile" extract "$data/media/default.wmv" $open --max-frames 100 -q -o x.csv --save-calibration her.json
"$facsimile" extract "$data/media/franck.mp4" $open --max-frames 60 -o his.csv --calibration her.json 2>err
grep -q 'warning: .*franck.mp4: the face does not look like that of her.json' err
grep -q 'the face does not look like' his.csv.facsimile.json
"$facsimile" extract "$data/media/default.wmv" $open --start 5 --max-frames 60 -o hers.csv --calibration her.json 2>err
refuse grep -q 'look like' err
python3 - <<'P'
import json
his, hers = (json.load(open(name + ".csv.facsimile.json"))["calibration"]["likeness"] for name in ("his", "hers"))
assert his < 0.4 and hers > 0.6, (his, hers)
her = json.load(open("her.json"))
del her["persons"][0]["face"]
json.dump(her, open("faceless.json", "w"))
P
# an older file does not say whose it is
"$facsimile" extract "$data/media/franck.mp4" $open --max-frames 20 -o old.csv --calibration faceless.json 2>err
refuse grep -q 'look like' err
status=0
"$facsimile" extract "$data/media/franck.mp4" $open --faces many --max-frames 20 -o out.csv --calibration faceless.json 2>err || status=$?
[ $status = 2 ]
grep -q 'faceless.json: calibration: does not say what person 0 looks like' err
[ ! -e out.csv ]
# live says it as well
"$facsimile" live "$data/media/no_face.mp4" $open -q --csv live.csv --calibration her.json
