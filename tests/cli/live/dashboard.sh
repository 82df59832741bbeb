# needs: python3 terminal
# bars in a terminal: redrawn in place, whatever the window's size; q and Ctrl-C stop, Ctrl-Z waits; the terminal is as it was
PYTHONPATH="$cases:$PYTHONPATH" python3 - <<'P'
from live import *
import threading
os.mkfifo("fifo")
going = True
def write():
    while going:
        try:
            with open("fifo", "wb") as to:
                for piece in frames(10 ** 9):
                    to.write(piece)
                    time.sleep(0.005)
                    if not going:
                        break
        except BrokenPipeError:
            pass
threading.Thread(target=write, daemon=True).start()
command = [program, "live", "fifo", "--pipeline", "open"]

def check_picture(terminal, rows, columns):
    terminal.wait_for(lambda text: "fps" in text or "frames/s" in text, "the bars")
    terminal.wait_for(lambda text: "no face" in text and "AU45" in text and "calibrating" in text, "the result")
    text = terminal.screen.text()
    assert text[0].startswith("fifo") and "0:00:" in text[0], text
    assert terminal.screen.other and not terminal.screen.cursor
    names = re.findall(r"AU\d\d", "\n".join(text))
    assert len(names) >= 8 and names[-1] == "AU45" or columns < 60, text
    assert len(set(names)) == len(names)

for rows, columns in ((24, 80), (10, 40), (3, 20), (60, 200)):
    terminal = Terminal(*command, rows=rows, columns=columns)
    if rows > 3:
        check_picture(terminal, rows, columns)
    else:
        terminal.wait_for(lambda text: "fifo" in text, "the title")
    assert not terminal.modes()[3] & 0o12, "keys come at once and unseen"  # ICANON, ECHO
    os.write(terminal.end, b"xq")
    assert terminal.finish() == 0
    assert terminal.screen.modes[-2:] == [("25", "h"), ("1049", "l")], terminal.screen.modes
    assert rows == 3 or b"dropped; latency" in terminal.all[terminal.all.rindex(b"1049l"):]

# while it runs the window changes
terminal = Terminal(sys.executable, os.environ["cases"] + "/live.py", *command)
check_picture(terminal, 24, 80)
terminal.size(10, 40)
terminal.wait_for(lambda text: not terminal.screen.old, "it fits")
terminal.screen.cells = [["?"] * 40 for _ in range(10)]
terminal.wait_for(lambda text: "?" not in text and "calibrating" in text, "all of it is drawn again")
check_picture(terminal, 10, 40)
# Ctrl-Z, then go on
os.write(terminal.end, b"\x1a")
def stopped():
    assert terminal.read()
    return b"STOPPED" in terminal.all
until(stopped, "it is stopped")
assert not terminal.screen.other and terminal.screen.cursor and terminal.modes()[3] & 0o12 == 0o12
os.write(terminal.end, b"go\n")
terminal.wait_for(lambda text: terminal.screen.other and "no face" in text, "it goes on")
assert not terminal.modes()[3] & 0o12
os.write(terminal.end, b"\x03")
assert terminal.finish() == 130
assert terminal.screen.modes[-2:] == [("25", "h"), ("1049", "l")]

# no terminal for the bars: a line now and then
process = subprocess.Popen(command + ["--no-dashboard"], stderr=subprocess.PIPE)
line = process.stderr.readline().decode()
assert re.match(r"facsimile: [0-9.]+ of [0-9.]+ frames a second, latency \d+ ms \(99 % below \d+ ms\), \d+ dropped, no face$", line.strip()), line
process.terminate()
assert process.wait(timeout=patience) == 128 + signal.SIGTERM
going = False
P
