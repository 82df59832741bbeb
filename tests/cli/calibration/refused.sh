# needs: python3
heads=$source/examples/clip/heads.mp4
export heads
refused() { # exit status, words of the message, arguments
    expected=$1 message=$2 status=0
    shift 2
    "$facsimile" "$@" -q 2>err || status=$?
    [ $status = "$expected" ] && grep -qE -e "$message" err && [ ! -e out.csv ] && return
    echo "status $status, $*:"
    cat err
    return 1
}
"$facsimile" extract "$heads" --pipeline open --max-frames 9 -q -o me.csv --save-calibration me.json
# what is no calibration
extract="extract $heads --pipeline open --max-frames 3 -o out.csv"
refused 5 'missing.json' $extract --calibration missing.json
for damage in 's/"facsimile_calibration": 1/"facsimile_calibration": 2/' 's/facsimile_calibration/other/' \
    's/"engine": "open"/"engine": "null"/' 's/"frames": [0-9]*/"frames": 0/' 's/"neutral": \[/"neutral": [1e300,/' \
    's/"neutral": \[/"neutral": [0,/' 's/"neutral": \[/"neutral": ["x",/' 's/"persons": \[/"persons": [], "x": [/' '$d'; do
    sed "$damage" me.json >damaged.json
    refuse cmp -s me.json damaged.json
    refused 2 '^facsimile: damaged.json: is no calibration' $extract --calibration damaged.json
done
head -c 100 me.json >cut.json
refused 2 '^facsimile: cut.json: is no calibration' $extract --calibration cut.json
# what was learnt otherwise
sed 's/"pipeline": "open"/"pipeline": "open-mediapipe"/' me.json >other.json
refused 2 'was learnt with the pipeline open-mediapipe and says nothing to open' $extract --calibration other.json
sed 's/"sha256": "[0-9a-f]*"/"sha256": "0000000000000000000000000000000000000000000000000000000000000000"/' me.json >other.json
refused 2 'other model files: .* differs' $extract --calibration other.json
sed 's/"engine": "open"/"engine": "openface"/' me.json >other.json
refused 2 "'medians' are not 4702 numbers" $extract --calibration other.json
# where nothing is learnt, and what does not go together
refused 2 'not with --compat openface' extract "$heads" --compat openface -o out.csv --calibration me.json
refused 2 'not with --compat openface' extract "$heads" --compat openface -o out.csv --save-calibration x.json
cp me.json kept.json
# no output may be the calibration, nor may what is learnt be
refused 2 'me.json: cannot be both the calibration \(--calibration\) and' extract "$heads" --pipeline open --max-frames 3 -o me.json --calibration me.json
refused 2 'me.json: .*calibration' extract "$heads" --pipeline open --max-frames 3 -o x.csv --ndjson me.json --calibration me.json
refused 2 'me.json: .*calibration' extract "$heads" --pipeline open --max-frames 3 -o x.csv --calibration me.json --save-calibration me.json
ln me.json linked.json
refused 2 '.*calibration' extract "$heads" --pipeline open --max-frames 3 -o linked.json --calibration me.json
rm linked.json
cmp me.json kept.json
# of more than one person, where one face is followed; damaged faces
python3 - <<'P'
import base64, copy, json, struct
me = json.load(open("me.json"))
good = base64.b64encode(struct.pack("<256d", *([1.0] + [0.0] * 255))).decode()
me["persons"][0]["face"] = {"kind": "gradients-256-1", "looks": [{"quality": 1, "vector": good}]}
json.dump(me, open("faced.json", "w"))
two = copy.deepcopy(me)
two["persons"].append(dict(copy.deepcopy(me["persons"][0]), person=1))
json.dump(two, open("two.json", "w"))
for name, look in (("long", {"quality": 1, "vector": base64.b64encode(struct.pack("<256d", *[1.0] * 256)).decode()}),
                   ("short", {"quality": 1, "vector": good[:-8]}), ("quality", {"quality": 2, "vector": good}),
                   ("none", {"quality": 1})):
    me["persons"][0]["face"]["looks"] = [look]
    json.dump(me, open("face_%s.json" % name, "w"))
me["persons"][0]["face"]["looks"] = [{"quality": 1, "vector": good}] * 9
json.dump(me, open("face_many.json", "w"))
me["persons"][0]["face"]["kind"] = "of another year"
json.dump(me, open("face_other.json", "w"))
P
refused 2 'two.json: calibration: is of 2 persons' $extract --calibration two.json
for name in long short quality none many; do
    refused 2 "^facsimile: face_$name.json: is no calibration.*what a person looks like" $extract --calibration face_$name.json
done
refused 2 'does not say what person 0 looks like' extract "$heads" --pipeline open --faces many -o out.csv --calibration face_other.json
"$facsimile" extract "$heads" --pipeline open --max-frames 3 -q -o fine.csv --calibration faced.json 2>err
refused 2 'not both' $extract --calibration me.json --calibration-from "$heads"
refused 2 'nothing is learnt' $extract --calibration none --save-calibration x.json
cp "$heads" other.mp4
refused 2 "one input only" extract "$heads" other.mp4 --pipeline open --save-calibration x.json
refused 2 'learns? nothing|calibrates nothing' extract "$heads" --pipeline null -o out.csv --save-calibration x.json
refused 2 'whole video' live "$heads" --pipeline open --csv out.csv --calibration whole
refused 2 'out.csv' extract "$heads" --pipeline open --max-frames 3 -o out.csv --save-calibration out.csv
[ ! -e x.json ]
# nobody was seen: the results are there, a calibration is not
python3 - <<'P'
import zlib, struct, os
os.mkdir("grey")
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)) + \
    chunk(b"IDAT", zlib.compress((b"\0" + b"\x80" * 64) * 64)) + chunk(b"IEND", b"")
for i in (1, 2):
    open("grey/%d.png" % i, "wb").write(png)
P
refused 2 'not for pictures by themselves' extract grey --image --pipeline open -o out.csv --calibration me.json
refused 2 'subtracted from pictures by themselves' extract grey --image --pipeline open -o out.csv --raw-au
status=0
"$facsimile" extract grey --pipeline open -o grey.csv --save-calibration x.json 2>err || status=$?
[ $status = 6 ]
grep -q 'no face was seen' err
[ ! -e x.json ]
[ "$(wc -l <grey.csv)" = 3 ]
