# needs: python3
# a signal stops it, also while it waits for a writer or for more; files are complete, and a second run replaces them
PYTHONPATH="$cases:$PYTHONPATH" python3 - <<'P'
from live import *
def lines(path):
    return open(path).read().splitlines() if os.path.exists(path) else []
def heard():  # also where whoever runs the tests ignores them, as nohup does
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
os.mkfifo("fifo")
command = [program, "live", "fifo", "--pipeline", "null", "--csv", "out.csv", "--ndjson", "out.ndjson"]
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    process = subprocess.Popen(command, stderr=subprocess.PIPE, preexec_fn=heard)
    with open("fifo", "wb") as to:
        for piece in frames(200):
            to.write(piece)
        to.flush()
        until(lambda: any(name.startswith("out.csv.unfinished-") for name in os.listdir(".")), "the first result")
        process.send_signal(number)  # it has nothing to read now
        assert process.wait(timeout=patience) == 128 + number, process.returncode
    said = process.stderr.read().decode()
    assert "wrote out.csv" in said and "wrote out.ndjson" in said, said
    rows, objects = lines("out.csv"), lines("out.ndjson")
    assert len(rows) == len(objects) + 1 > 1
    assert [int(row.split(",")[0]) for row in rows[1:]] == [json.loads(line)["frame"] for line in objects]
    assert sorted(os.listdir(".")) == ["fifo", "out.csv", "out.csv.facsimile.json", "out.ndjson"]
# nobody writes
process = subprocess.Popen(command + ["-q"], stderr=subprocess.PIPE, preexec_fn=heard)
time.sleep(0.5)
process.send_signal(signal.SIGINT)
assert process.wait(timeout=patience) == 130 and process.stderr.read() == b""
assert lines("out.csv") == rows
P
