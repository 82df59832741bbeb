"""What the runs ran on, and one run."""
import os
import subprocess
import tempfile
import time


def cpu_name():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            found = dict(line.split(":", 1) for line in info if ":" in line)
    except OSError:
        return "unknown"
    found = {key.strip(): value.strip() for key, value in found.items()}
    name = found.get("model name") or found.get("CPU implementer", "unknown")
    return name + (", family %s model %s" % (found["cpu family"], found["model"]) if "cpu family" in found and "model" in found else "")


def cores():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


class RunFailed(Exception):
    pass


def run(command, environment):
    """{"wall", "cpu": s of user and system time, "memory": bytes of the largest resident size}"""
    with tempfile.TemporaryFile() as said:
        start = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if process.returncode != 0:
            last = said.read().decode("utf-8", "replace").strip().splitlines()[-1:]
            raise RunFailed("status %d: %s" % (process.returncode, " ".join(command[1:3]) + ": " + (last[0] if last else "no message")))
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "memory": used.ru_maxrss * 1024}
