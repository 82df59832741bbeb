# needs: picture python3
PYTHONPATH="$cases:$PYTHONPATH" python3 - "$picture" <<'P'
from live import *
def refused(status, text, *arguments):
    done = subprocess.run([program, "live", *arguments], capture_output=True, timeout=patience)
    said = done.stderr.decode()
    assert done.returncode == status and text in said, (arguments, done.returncode, said)
    assert not done.stdout and "\n" == said[-1]
picture = sys.argv[1]
refused(2, "a source is missing")
refused(2, "is a picture", picture, "--pipeline", "null")
refused(5, "nowhere.mp4", "nowhere.mp4", "--pipeline", "null")
refused(2, "--reconnect", "-", "--reconnect", "soon")
refused(2, "--reconnect", "-", "--reconnect", "-1")
refused(2, "--faces", "-", "--faces", "some")
refused(2, "--fx", "-", "--fx", "500")
refused(2, "--camera-size", "-", "--camera-size", "big")
refused(2, "two outputs", "-", "--pipeline", "null", "--csv", "a", "--ndjson", "a")
refused(2, "smooth", "-", "--pipeline", "null", "--smooth")
refused(2, "wild", "-", "--pipeline", "open", "--wild")
refused(2, "nonsense", "-", "--pipeline", "null", "--columns", "nonsense")
done = subprocess.run([program, "live", "-", "--pipeline", "null", "--csv", "nowhere/a.csv"], input=b"".join(frames(30)),
                      capture_output=True, timeout=patience)
assert done.returncode == 7 and b"nowhere" in done.stderr, done
assert os.listdir(".") == []
P
