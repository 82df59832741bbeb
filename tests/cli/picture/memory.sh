# needs: ffmpeg python3
# a large picture is in memory once
ffmpeg -v error -f lavfi -i color=gray:size=8000x6000 -frames:v 1 big.png
ffmpeg -v error -f lavfi -i color=gray:size=8x8 -frames:v 1 small.png
python3 - <<'PYTHON'
import os

# the address sanitizer keeps what was freed for a while
os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=0:thread_local_quarantine_size_kb=0"


def most_memory(name, threads):
    command = [os.environ["facsimile"], "extract", name, "--pipeline", "null", "--threads", threads, "-q", "-o", "out.csv"]
    _, status, used = os.wait4(os.spawnvp(os.P_NOWAIT, command[0], command), 0)
    assert status == 0, (name, status)
    return 1024 * used.ru_maxrss


picture = 8000 * 6000 * 3
for threads in ("1", "4"):
    more = most_memory("big.png", threads) - most_memory("small.png", threads)
    assert .8 * picture < more < 1.4 * picture, (threads, more / picture)
PYTHON
