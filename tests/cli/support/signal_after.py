#!/usr/bin/env python3
"""signal_after.py [--ignored] SIGNAL[,SIGNAL...] COMMAND...: run it, send the signals once it has some rows, pass its status
on.  One that has ended before is a failure.  --ignored: it begins with the signals ignored, as under nohup.

Rows are in a temporary file beside the output, or, while they wait for the end of the video, in a file without a name."""
import signal
import subprocess
import sys
import time

from rows import has_rows

arguments = sys.argv[1:]
ignored = arguments[0] == "--ignored"
if ignored:
    del arguments[0]
numbers = [getattr(signal, "SIG" + name) for name in arguments[0].split(",")]
for number in numbers:  # whatever these tests themselves were started with
    signal.signal(number, signal.SIG_IGN if ignored else signal.SIG_DFL)
process = subprocess.Popen(arguments[1:])
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
