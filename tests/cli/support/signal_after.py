#!/usr/bin/env python3
"""signal_after.py SIGNAL[,SIGNAL...] COMMAND...: run it, send the signals once its temporary output has some rows, pass its
status on.  One that has ended before is a failure."""
import glob
import os
import signal
import subprocess
import sys
import time

numbers = [getattr(signal, "SIG" + name) for name in sys.argv[1].split(",")]
process = subprocess.Popen(sys.argv[2:])
deadline = time.monotonic() + 120
while process.poll() is None and time.monotonic() < deadline:
    if any(os.path.getsize(name) > 0 for name in glob.glob("*.part-*")):
        break
    time.sleep(0.01)
if process.poll() is not None:
    sys.exit(f"ended with {process.returncode} before a signal could be sent")
for number in numbers:
    process.send_signal(number)
sys.exit(process.wait(timeout=120))
