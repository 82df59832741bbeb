# needs: python3
# what a live run has learnt is written when it ends or is stopped, and is what extract learns on line
heads=$source/examples/clip/heads.mp4
export heads facsimile
"$facsimile" live "$heads" --pipeline open --threads 1 -q --csv live.csv --save-calibration live.json
"$facsimile" extract "$heads" --pipeline open --threads 1 --max-frames 20 -q -o out.csv --calibration live.json
python3 - <<'P'
import csv, json, os, signal, subprocess, time
live = json.load(open("live.json"))
frames = live["persons"][0]["frames"]
rows = sum(row["success"].strip() == "1" for row in csv.DictReader(open("live.csv"), skipinitialspace=True))
assert frames == rows > 0, (frames, rows)
# stopped
def heard():
    signal.signal(signal.SIGINT, signal.SIG_DFL)
process = subprocess.Popen([os.environ["facsimile"], "live", os.environ["heads"], "--pipeline", "open", "--threads", "1", "--ndjson",
                            "now.ndjson", "--save-calibration", "stopped.json"], stderr=subprocess.PIPE, preexec_fn=heard)
def results():
    names = [name for name in os.listdir(".") if name.startswith("now.ndjson")]
    return sum(os.path.getsize(name) for name in names)
deadline = time.monotonic() + 120
while results() == 0 and process.poll() is None and time.monotonic() < deadline:
    time.sleep(0.01)
assert not os.path.exists("stopped.json")
process.send_signal(signal.SIGINT)
assert process.wait(timeout=120) in (130, 0), process.returncode
said = process.stderr.read().decode()
assert "wrote stopped.json" in said, said
assert json.load(open("stopped.json"))["persons"][0]["frames"] >= 1
P
[ "$(ls | grep -c partial)" = 0 ]
status=0
"$facsimile" live "$heads" --pipeline open --calibration none --save-calibration x.json -q --csv y.csv 2>err || status=$?
[ $status = 2 ] && grep -q 'nothing is learnt' err
status=0
"$facsimile" live "$heads" --pipeline open --calibration live.json --csv live.json -q 2>err || status=$?
[ $status = 2 ] && grep -q 'live.json: is the calibration that is used' err
status=0
"$facsimile" live "$heads" --pipeline null --save-calibration x.json -q --csv y.csv 2>err || status=$?
[ $status = 2 ] && grep -q 'calibrates nothing' err
[ ! -e x.json ] && [ ! -e y.csv ]
