#!/usr/bin/env python3
"""cut_after.py FILE COMMAND...: run it, cut the file short once its temporary output has some rows, pass its status on."""
import glob
import os
import subprocess
import sys
import time

process = subprocess.Popen(sys.argv[2:])
deadline = time.monotonic() + 120
while process.poll() is None and time.monotonic() < deadline:
    if any(os.path.getsize(name) > 0 for name in glob.glob("*.part-*")):
        break
    time.sleep(0.01)
os.chmod(sys.argv[1], 0o644)
os.truncate(sys.argv[1], 4096)
sys.exit(process.wait(timeout=120))
