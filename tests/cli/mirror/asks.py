"""Answers to the question what is to happen with inputs whose results are there."""
import os
import sys

sys.path.insert(0, os.environ["PYTHONPATH"])
from terminal_session import session

facsimile = os.environ["facsimile"]
result = "a_mirror/a_sides.csv"


def ask(answers, *options):
    status, shown, _ = session(answers, facsimile, "mirror", "a.mp4", "b.mp4", "--pipeline", "open", "--max-frames", "3",
                               *options, question="[c]ancel?")
    return status, shown


def changed():
    with open(result) as file:
        return file.read() == "changed\n"


def change():
    with open(result, "w") as file:
        file.write("changed\n")


question = "1 of 2 inputs has results already: [a]ll again, only the [m]issing, [c]ancel?"
change()
status, shown = ask([b"c\n"])
assert status == 1 and question in shown and "cancelled: nothing was done" in shown, (status, shown)
assert changed() and not os.path.exists("b_mirror")
status, shown = ask([b"x\n", b"\n", b"m\n"])
assert status == 0 and shown.count(question) == 3 and "1 processed, 1 skipped" in shown, (status, shown)
assert changed() and os.path.exists("b_mirror/b_sides.csv")
status, shown = ask([b"All\n"])
assert status == 0 and "2 processed, 0 skipped" in shown, (status, shown)
assert not changed()
status, shown = ask([], "--existing", "missing")
assert status == 0 and "already: [a]ll" not in shown and "2 skipped" in shown, (status, shown)
