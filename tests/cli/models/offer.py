"""extract without models, on a terminal, answering its questions.  The publisher gives the models of the test data."""
import os

from publisher import Publisher
from terminal_session import session

FACSIMILE, DATA = os.environ["facsimile"], os.environ["data"]

server = Publisher(folder=DATA + "/models/2.2.0")
place = {"OPENFACE_MODELS_DIR": os.path.abspath("base"), "FACSIMILE_MODELS_URL": server.base + "/tree"}
extract = (FACSIMILE, "extract", DATA + "/media/sample1.jpg", "-o", "out.csv", "--pipeline", "openface")
status, text, asked = session([b"n\n"], *extract, **place)
assert status == 3 and asked == 1 and "facsimile models fetch openface-clnf" in text, text
assert not server.requests and not os.path.exists("base") and not os.path.exists("out.csv")
status, text, asked = session([], *extract, FACSIMILE_OFFLINE="1", **place)  # what cannot be had is not offered
assert status == 3 and asked == 0 and "facsimile models fetch openface-clnf" in text, text
status, text, asked = session([b"y\n", b"n\n"], *extract, **place)  # yes, but not under that licence
assert status == 3 and asked == 2 and "Do you accept?" in text and not server.requests, text
status, text, asked = session([b"y\n", b"y\n"], *extract, **place)
assert status == 0 and asked == 2 and "37.3 MB" in text, text
assert len(server.requests) == 111 and open("out.csv").read().count("\n") >= 2
# a folder that was named is taken at its word: no offer, but how to get the files
status, text, asked = session([], *extract, "--model-dir", "nowhere", **place)
assert status == 3 and asked == 0 and "leave out --model-dir" in text.replace("\r\n", " "), text
