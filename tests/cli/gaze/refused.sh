# needs: python3
heads=$source/examples/clip/heads.mp4
refused() { # exit status, words of the message, arguments
    expected=$1 message=$2 status=0
    shift 2
    "$facsimile" "$@" -q 2>err || status=$?
    [ $status = "$expected" ] && grep -qE -e "$message" err && [ ! -e out.csv ] && [ ! -e saved.json ] && return
    echo "status $status, $*:"
    cat err
    return 1
}
python3 - <<'P'
import copy, json
times = [(0.0, 0.4), (0.6, 1.0), (1.2, 1.6), (2.0, 2.4), (3.0, 3.4)]
places = [[10, 10], [490, 10], [10, 290], [490, 290], [250, 150]]
good = {"unit": "mm", "screen_size": [500, 300], "points": [{"screen": p, "from": t[0], "to": t[1]} for p, t in zip(places, times)]}
json.dump(good, open("good.json", "w"))
def bad(name, change):
    changed = copy.deepcopy(good)
    change(changed)
    json.dump(changed, open(name + ".json", "w"))
bad("unit", lambda j: j.update(unit="cm"))
bad("size", lambda j: j.update(screen_size=[500]))
bad("strange", lambda j: j.update(clips="a.mp4"))
bad("few", lambda j: j.update(points=j["points"][:4]))
bad("outside", lambda j: j["points"][1].update(screen=[501, 10]))
bad("order", lambda j: j["points"][2].update({"from": 1.6, "to": 1.2}))
bad("overlap", lambda j: j["points"][2].update({"from": 0.9}))
bad("mixed", lambda j: j["points"].__setitem__(4, {"screen": [250, 150], "from_frame": 80, "to_frame": 90}))
bad("untimed", lambda j: j["points"].__setitem__(4, {"screen": [250, 150]}))
bad("late", lambda j: j["points"][4].update({"from": 100, "to": 101}))
bad("same", lambda j: j["points"][4].update(screen=[10, 10]))
bad("line", lambda j: [p.update(screen=[20 * i, 10 * i]) for i, p in enumerate(j["points"])])
bad("gone", lambda j: j.update(clip="gone.mp4"))
bad("later", lambda j: j.update(facsimile_gaze_calibration=2))
open("text.json", "w").write("points")
P
extract="extract $heads --pipeline open -o out.csv --gaze-calibration"
refused 5 'missing.json' $extract missing.json
for case in 'text:no JSON object' 'unit:unit is neither' 'size:screen_size is not' "strange:'clips' is not known" \
    'few:4 of them; 5' 'outside:point 2: screen is not' 'order:point 3: its end' 'overlap:points 2 and 3 are looked at' \
    'mixed:by time and some by frames' 'untimed:point 5: give from' 'late:point 5 .100 to 101 s.: 0 of its 0 frames' \
    'same:4 different points' 'line:on a line'; do
    refused 2 "${case%%:*}.json: .*${case#*:}" $extract "${case%%:*}.json"
done
refused 2 "'points'|later|not known" $extract later.json
refused 5 'gone.mp4' $extract gone.json
# made-up points that the gaze does not follow
refused 2 'good.json: the gaze (does not follow|moves along a line|hardly)' $extract good.json
# what does not go together
refused 2 'not with --compat openface' extract "$heads" --compat openface -o out.csv --gaze-calibration good.json
refused 2 'one face' extract "$heads" --pipeline open --faces many -o out.csv --gaze-calibration good.json
refused 2 'tells no gaze' extract "$heads" --pipeline null -o out.csv --gaze-calibration good.json
refused 2 'columns of its own' extract "$heads" --pipeline open --format pyfaceau -o out.csv --gaze-calibration good.json
refused 2 'which points were looked at' extract "$heads" --pipeline open -o out.csv --save-gaze-calibration saved.json
cp "$heads" other.mp4
refused 2 'one input only' extract "$heads" other.mp4 --pipeline open --gaze-calibration good.json --save-gaze-calibration saved.json
refused 2 'good.json' extract "$heads" --pipeline open -o good.json --gaze-calibration good.json
refused 2 'good.json' extract "$heads" --pipeline open -o out.csv --gaze-calibration good.json --save-gaze-calibration good.json
grep -q screen_size good.json
# what was saved belongs to one pipeline, one size of pictures and one camera, and is not saved again
python3 - <<'P'
import json
places = [[10, 10], [490, 10], [10, 290], [490, 290], [250, 150]]
saved = {"facsimile_gaze_calibration": 1, "facsimile": "1", "unit": "px", "screen_size": [500, 300], "pipeline": "open",
         "width": 640, "height": 480, "camera": [500, 500, 320, 240],
         "points": [{"screen": p, "plane": [p[0] / 2, p[1] / 3]} for p in places]}
json.dump(saved, open("size.json", "w"))
json.dump({**saved, "pipeline": "openface"}, open("pipeline.json", "w"))
json.dump({**saved, "facsimile_gaze_calibration": 2}, open("later.json", "w"))
P
refused 2 'was measured in pictures of 640 x 480' $extract size.json --fx 900 --fy 900
refused 2 'was measured with the pipeline openface and says nothing to open' $extract pipeline.json
refused 2 'later facsimile' $extract later.json
refused 2 'nothing new' $extract size.json --save-gaze-calibration saved.json
if "$facsimile" extract - --pipeline open -q -o out.csv --gaze-calibration good.json <"$heads" 2>err; then exit 1; fi
grep -q 'read twice' err
[ ! -e out.csv ]
