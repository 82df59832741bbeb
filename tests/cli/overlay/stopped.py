"""stopped.py COMMAND...: run it with the standard input, send Ctrl-C once it writes the overlay, pass its status on."""
import glob
import os
import signal
import subprocess
import sys
import time

signal.signal(signal.SIGINT, signal.SIG_DFL)
process = subprocess.Popen(sys.argv[1:])
deadline = time.monotonic() + 120
while process.poll() is None and time.monotonic() < deadline:
    parts = glob.glob("out.mp4.part-*")
    if parts and os.path.getsize(parts[0]) > 0:
        break
    time.sleep(0.01)
if process.poll() is not None:
    sys.exit(f"ended with {process.returncode} before a signal could be sent")
process.send_signal(signal.SIGINT)
sys.exit(process.wait(timeout=120))
