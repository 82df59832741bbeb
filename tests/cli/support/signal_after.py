#!/usr/bin/env python3
"""signal_after.py SIGNAL COMMAND...: run it, send the signal once its temporary output has some rows, pass its status on."""
import glob
import os
import signal
import subprocess
import sys
import time

number = getattr(signal, "SIG" + sys.argv[1])
process = subprocess.Popen(sys.argv[2:])
deadline = time.monotonic() + 120
while process.poll() is None and time.monotonic() < deadline:
    if any(os.path.getsize(name) > 0 for name in glob.glob("*.part")):
        break
    time.sleep(0.01)
process.send_signal(number)
sys.exit(process.wait(timeout=120))
