#!/usr/bin/env python3
"""signal_after.py SIGNAL[,SIGNAL...] COMMAND...: run it, send the signals once it has some rows, pass its status on.  One that
has ended before is a failure.

Rows are in a temporary file beside the output, or, while they wait for the end of the video, in a file without a name."""
import signal
import subprocess
import sys
import time

from rows import has_rows

numbers = [getattr(signal, "SIG" + name) for name in sys.argv[1].split(",")]
for number in numbers:  # what ignores them here, as nohup does, must not do so there
    signal.signal(number, signal.SIG_DFL)
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
