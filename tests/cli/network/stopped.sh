# needs: ffmpeg python3
# Ctrl-C ends the waiting for a server, and for a pipe that nobody writes to
. "$cases/network.inc"
ffmpeg -v error -i "$source/examples/clip/heads.mp4" -c copy files/clip.mkv
mkfifo pipe.mkv
cat >stop.py <<'P'
"""stop.py FILE COMMAND...: run it, send SIGINT when FILE is there or, without one, when it waits; its status"""
import os
import signal
import subprocess
import sys
import time

signal.signal(signal.SIGINT, signal.SIG_DFL)
process = subprocess.Popen(sys.argv[2:])


def waits():
    try:
        return any("socket:" in os.readlink(f"/proc/{process.pid}/fd/{n}") or "pipe.mkv" in os.readlink(f"/proc/{process.pid}/fd/{n}")
                   for n in os.listdir(f"/proc/{process.pid}/fd"))
    except OSError:
        return False


deadline = time.monotonic() + 60
while process.poll() is None and time.monotonic() < deadline and not (os.path.exists(sys.argv[1]) if sys.argv[1] else waits()):
    time.sleep(0.01)
if process.poll() is not None:
    sys.exit(f"ended with {process.returncode} before it could be stopped")
process.send_signal(signal.SIGINT)
sys.exit(process.wait(timeout=60))
P
ends_with 130 python3 stop.py "" "$facsimile" extract "$server/silent/clip.mkv" --timeout 1000 --pipeline null -o no.csv
grep -q 'silent/clip.mkv: stopped while it was waited for' message
ends_with 130 python3 stop.py "" "$facsimile" extract pipe.mkv --pipeline null -o no.csv
grep -q 'pipe.mkv: stopped while it was waited for' message
[ ! -e no.csv ]
# midway: what has come is kept
ends_with 130 python3 "$support/signal_after.py" INT "$facsimile" extract "$server/hang/clip.mkv" --timeout 1000 --pipeline null --ndjson out.ndjson -o out.csv
grep -q 'hang/clip.mkv: stopped after [0-9]* frames; they are in' message
[ "$(wc -l <out.ndjson)" -gt 10 ]
[ "$(wc -l <out.csv)" = "$(($(wc -l <out.ndjson) + 1))" ]
# a pipe with a name
(sleep 0.2; cat files/clip.mkv >pipe.mkv) &
"$facsimile" extract pipe.mkv --pipeline null -o pipe.csv -q
"$facsimile" extract files/clip.mkv --pipeline null -o file.csv -q
cmp pipe.csv file.csv
wait $!
