"""Has a running extract any rows yet?"""
import glob
import os
import stat


def has_rows(pid):
    if any(os.path.getsize(name) > 0 for name in glob.glob("*.part*")):
        return True
    for name in glob.glob(f"/proc/{pid}/fd/*"):
        try:
            info, place = os.stat(name), os.readlink(name)
        except OSError:
            continue
        if "/tsan." in place or "/memfd:" in place:  # the thread sanitizer's own; pictures of a camera
            continue
        if stat.S_ISREG(info.st_mode) and info.st_nlink == 0 and info.st_size > 0:
            return True
    return False
