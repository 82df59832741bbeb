# needs: data python3
# with several faces by OpenFace's rule a reader has the line of a frame before the video is over
python3 - <<'P'
import json, os, subprocess
program, data, models = (os.environ[name] for name in ("facsimile", "data", "models"))
process = subprocess.Popen([program, "extract", data + "/media/multi_face.avi", "--faces", "many", "--compat", "openface", "--model-dir", models, "-q",
                            "--ndjson", "-"], stdout=subprocess.PIPE)
first = json.loads(process.stdout.readline())
assert first["frame"] == 1 and process.poll() is None
process.stdout.close()  # and when it has enough, the program ends as a shell expects
assert process.wait(timeout=120) == -13, process.returncode
P
