"""extract without models, on a terminal, answering its questions.  The publisher gives the models of the test data."""
import os
import pty
import sys

sys.path.insert(0, os.environ["cases"])
from publisher import Publisher

FACSIMILE, DATA = os.environ["facsimile"], os.environ["data"]


def session(answers, *arguments, **variables):
    pid, end = pty.fork()
    if pid == 0:
        os.environ.update(variables)
        for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
            del os.environ[name]
        os.execv(FACSIMILE, [FACSIMILE, *arguments])
    text, asked = b"", 0
    while True:
        try:
            piece = os.read(end, 4096)
        except OSError:
            piece = b""
        if not piece:
            break
        text += piece
        if text.count(b"[y/N]") > asked:
            os.write(end, answers[asked])
            asked += 1
    os.close(end)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), text.decode(), asked


server = Publisher(folder=DATA + "/models/2.2.0")
place = {"OPENFACE_MODELS_DIR": os.path.abspath("base"), "FACSIMILE_MODELS_URL": server.base + "/tree"}
extract = ("extract", DATA + "/media/sample1.jpg", "-o", "out.csv")
status, text, asked = session([b"n\n"], *extract, **place)
assert status == 3 and asked == 1 and "facsimile models fetch openface-clnf" in text, text
assert not server.requests and not os.path.exists("base") and not os.path.exists("out.csv")
status, text, asked = session([b"y\n", b"n\n"], *extract, **place)  # yes, but not under that licence
assert status == 3 and asked == 2 and "Do you accept?" in text and not server.requests, text
status, text, asked = session([b"y\n", b"y\n"], *extract, **place)
assert status == 0 and asked == 2 and "37.3 MB" in text, text
assert len(server.requests) == 111 and open("out.csv").read().count("\n") >= 2
# a folder that was named is taken at its word: no offer, but how to get the files
status, text, asked = session([], *extract, "--model-dir", "nowhere", **place)
assert status == 3 and asked == 0 and "leave out --model-dir" in text.replace("\r\n", " "), text
