"""What the cases of this folder share: live runs in pipes and terminals, and a terminal's screen as text."""
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

program = os.environ["facsimile"]
patience = 60  # s until a test gives up; nothing is measured with it


def until(condition, what):
    """Waits for it."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            sys.exit("waited in vain: " + what)
        time.sleep(0.02)


def frames(count, width=64, height=48):
    """A video of so many frames as YUV4MPEG2: its head, and each frame."""
    yield b"YUV4MPEG2 W%d H%d F25:1 Ip A1:1 C420jpeg\n" % (width, height)
    for i in range(count):
        yield b"FRAME\n" + bytes([16 + i % 200]) * (width * height * 3 // 2)


class Screen:
    """The part of a terminal that the dashboard needs: places, text, clearing, the other screen."""

    def __init__(self, rows, columns):
        self.resize(rows, columns)
        self.old = False  # of another size: what was drawn for the window as it was is still on its way
        self.other = self.cursor = False
        self.modes = []
        self.rest = b""

    def resize(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.cells = [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.old, self.fits = True, False

    def text(self):
        return ["".join(row).rstrip() for row in self.cells]

    def put(self, character):
        if self.column >= self.columns or self.row >= self.rows:
            self.misfit("a line is too wide: " + "".join(self.cells[min(self.row, self.rows - 1)]))
            return
        self.cells[self.row][self.column] = character
        self.column += 1

    def misfit(self, what):
        assert self.old, what
        self.fits = False

    def escape(self, private, numbers, letter):
        if letter == "H":
            self.row = self.column = 0
            self.old, self.fits = self.old and not self.fits, True
        elif letter in "KJ" and self.row >= self.rows:
            self.misfit("too many lines")
        elif letter == "K":
            self.cells[self.row][self.column:] = [" "] * (self.columns - self.column)
        elif letter == "J":
            self.cells[self.row][self.column:] = [" "] * (self.columns - self.column)
            first = 0 if numbers == "2" else self.row + 1
            self.cells[first:] = [[" "] * self.columns for _ in range(self.rows - first)]
        elif private and letter in "hl":
            self.modes.append((numbers, letter))
            if numbers == "1049":
                self.other = letter == "h"
            if numbers == "25":
                self.cursor = letter == "h"
        else:
            assert letter == "m", (private, numbers, letter)

    def feed(self, data):
        data = self.rest + data
        cut = len(data)
        while cut > 0 and cut > len(data) - 4 and data[cut - 1] & 0xC0 == 0x80:  # a character that is not complete
            cut -= 1
        cut -= 1 if cut > 0 and data[cut - 1] >= 0xC0 else 0
        last = data.rfind(b"\033", 0, cut)
        if last >= 0 and not re.search(rb"[A-Za-z]", data[last:cut]):
            cut = last
        if data.isascii() and cut < len(data) and b"\033" not in data[cut:]:
            cut = len(data)
        self.rest = data[cut:]
        for private, numbers, letter, character in re.findall(r"\033\[(\??)([0-9;]*)([A-Za-z])|(.|\n)", data[:cut].decode(), re.S):
            if letter:
                self.escape(private, numbers, letter)
            elif not self.other:
                continue
            elif character == "\r":
                self.column = 0
            elif character == "\n":
                self.row += 1
                if self.row >= self.rows:
                    self.misfit("too many lines")
            else:
                self.put(character)


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, *command, rows=24, columns=80, **variables):
        self.screen, self.all = Screen(rows, columns), b""
        self.process, self.end = pty.fork()
        if self.process == 0:
            os.environ.update({"TERM": "xterm", "LANG": "C.UTF-8", **variables})
            os.environ.pop("LC_ALL", None)
            time.sleep(0.1)  # until the window has its size
            os.execv(command[0], command)
        self.size(rows, columns)
        self.before = None

    def size(self, rows, columns):
        fcntl.ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if (rows, columns) != (self.screen.rows, self.screen.columns):
            self.screen.resize(rows, columns)

    def read(self):
        """What there is now; False = the command has closed the terminal."""
        if not select.select([self.end], [], [], 0.05)[0]:
            return True
        try:
            data = os.read(self.end, 65536)
        except OSError:
            return False
        self.all += data
        self.screen.feed(data)
        return bool(data)

    def wait_for(self, condition, what):
        end = time.monotonic() + patience
        while not condition("\n".join(self.screen.text())):
            if not self.read() or time.monotonic() > end:
                sys.exit("%s: %r" % (what, self.all[-3000:]))

    def modes(self):
        return termios.tcgetattr(self.end)

    def finish(self):
        """Its exit status."""
        while self.read():
            pass
        status = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        os.close(self.end)
        return status


def job(*command):
    """What a shell does with a job of its terminal: says when it has stopped, and lets it go on at the word "go"."""
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os.tcsetpgrp(0, os.getpgrp())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        os.execv(command[0], command)
    while True:
        _, status = os.waitpid(child, os.WUNTRACED)
        os.tcsetpgrp(0, os.getpgrp())
        if not os.WIFSTOPPED(status):
            sys.exit(os.waitstatus_to_exitcode(status))
        print("STOPPED", flush=True)
        assert input() == "go"
        os.tcsetpgrp(0, child)
        os.kill(child, signal.SIGCONT)


if __name__ == "__main__":
    job(*sys.argv[1:])
__all__ = ["Screen", "Terminal", "frames", "json", "os", "patience", "program", "re", "signal", "subprocess", "sys", "time", "until"]
