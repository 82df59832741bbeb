# needs: ffmpeg python3
# a large picture is in memory once
ffmpeg -v error -f lavfi -i color=gray:size=8000x6000 -frames:v 1 big.png
python3 - <<'PYTHON'
import os, resource, subprocess
picture = 8000 * 6000 * 3
for threads in ("1", "4"):
    subprocess.run([os.environ["facsimile"], "extract", "big.png", "--pipeline", "null", "--threads", threads, "-q", "-o", "out.csv"],
                   check=True)
    most = 1024 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert picture < most < 1.5 * picture, (threads, most)
PYTHON
