# needs: python3
# a pipe without an end: each result at once, one a line; a closed reader ends it quietly, and other files are complete
PYTHONPATH="$cases:$PYTHONPATH" python3 - <<'P'
from live import *
process = subprocess.Popen([program, "live", "-", "--pipeline", "null", "--ndjson", "-", "--csv", "out.csv", "-q"], stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
last = 0
for number, piece in enumerate(frames(10 ** 9)):
    try:
        process.stdin.write(piece)
        process.stdin.flush()
    except BrokenPipeError:
        break
    if number < 3:  # the container, its first frame, and one more
        continue
    if number == 3:
        time.sleep(0)
    if number % 5 == 0 and number > 5 and last < 20:
        result = json.loads(process.stdout.readline())
        assert result["frame"] > last and result["captured_s"] > 1e9 and 0 <= result["latency_s"] < patience, result
        assert result["faces"][0]["face_id"] == 0 and "timestamp_s" in result
        last = result["frame"]
        if last >= 20:
            process.stdout.close()
assert process.wait(timeout=patience) == -signal.SIGPIPE, process.returncode
assert process.stderr.read() == b"", "quietly"
rows = open("out.csv").read().splitlines()
assert rows[0].endswith(",captured,latency") and len(rows) > 2
assert all(row.count(",") == rows[0].count(",") for row in rows)
P
[ "$(echo $(ls))" = "out.csv out.csv.facsimile.json" ]
