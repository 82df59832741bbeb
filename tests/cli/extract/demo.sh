# needs: data
# needs: python3 terminal
# make demo without models: asks for the licence, fetches, goes on; without a terminal it says how to go on
demo=$source/scripts/demo.sh
status=0
sh "$demo" "$facsimile" "$data/media/sample1.jpg" out.csv </dev/null >out 2>err || status=$?
[ $status = 9 ]
grep -qF "  $facsimile models fetch --accept-license " err
grep -qF "FACSIMILE_MODELS=FOLDER make demo" err
[ ! -e out.csv ]
FACSIMILE_MODELS=$models sh "$demo" "$facsimile" "$data/media/sample1.jpg" named.csv </dev/null >out
[ -s named.csv ]
grep -qF "Everything is in $PWD/named.csv" out
# a picture has neither frame nor time; nothing else stands in their place
grep -qE '^ +- +- +0\.[0-9]+ +-?[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$' out
python3 - "$demo" <<'P'
import os, sys
from publisher import Publisher
from terminal_session import session
data, program = os.environ["data"], os.environ["facsimile"]
server = Publisher(folder=data + "/models/2.2.0")
place = {"OPENFACE_MODELS_DIR": os.path.abspath("base"), "FACSIMILE_MODELS_URL": server.base + "/tree"}
words = ("/bin/sh", sys.argv[1], program, data + "/media/sample1.jpg", "fetched.csv")
status, text, asked = session([b"n\n"], *words, **place)
assert status == 9 and asked == 1 and not server.requests and not os.path.exists("fetched.csv"), text
status, text, asked = session([b"y\n"], *words, **place)
assert status == 0 and asked == 1 and len(server.requests) == 111, text
assert open("fetched.csv").read() == open("named.csv").read()
status, text, asked = session([], *words, **place)
assert status == 0 and asked == 0 and len(server.requests) == 111, text
P
