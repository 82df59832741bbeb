#!/usr/bin/env python3
"""signal_after.py SIGNAL[,SIGNAL...] COMMAND...: run it, send the signals once it has some rows, pass its status on.  One that
has ended before is a failure.

Rows are in a temporary file beside the output, or, while they wait for the end of the video, in a file without a name."""
import glob
import os
import signal
import stat
import subprocess
import sys
import time



def has_rows(pid):
    if any(os.path.getsize(name) > 0 for name in glob.glob("*.part*")):
        return True
    for name in glob.glob(f"/proc/{pid}/fd/*"):
        try:
            info = os.stat(name)
        except OSError:
            continue
        if stat.S_ISREG(info.st_mode) and info.st_nlink == 0 and info.st_size > 0:
            return True
    return False


numbers = [getattr(signal, "SIG" + name) for name in sys.argv[1].split(",")]
process = subprocess.Popen(sys.argv[2:])
deadline = time.monotonic() + 120
while process.poll() is None and time.monotonic() < deadline:
    if has_rows(process.pid):
        break
    time.sleep(0.01)
if process.poll() is not None:
    sys.exit(f"ended with {process.returncode} before a signal could be sent")
for number in numbers:
    process.send_signal(number)
sys.exit(process.wait(timeout=120))
