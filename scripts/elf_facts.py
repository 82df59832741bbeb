#!/usr/bin/env python3
"""What a built program or library asks of the system it runs on, for scripts/check_wheel.sh and scripts/check_portable.sh.

elf_facts.py FILE LIBC [--only-exports PREFIX]: prints the libraries FILE needs when it starts and the newest version of the C library
whose functions it uses; exit 1 when it needs others than the C library's own (and libfacsimile), a version after LIBC (2.28),
or when it offers functions of other names.
elf_facts.py WHEEL.whl LIBC MOST_BYTES: the same of what is in a wheel, and: its tag says LIBC, it is not larger, and it holds library,
command and licences, and no other library.
elf_facts.py --self-test: each of these is found."""
import os
import re
import subprocess
import sys
import tempfile
import zipfile

SYSTEM = re.compile(r"(libc|libm|libpthread|libdl|librt)\.so\.\d+$|ld-linux-[\w-]+\.so\.\d+$|libfacsimile\.so\.1$")
LICENCES = ("FFmpeg-LGPL-2.1.txt", "SOURCES.md", "dav1d.txt", "libjpeg-turbo.txt", "libpng.txt", "zlib.txt", "cJSON.txt",
            "facsimile-Apache-2.0.txt")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, env=dict(os.environ, LC_ALL="C")).stdout


def numbers(version):
    return tuple(int(part) for part in version.split("."))


def needed(dynamic):
    return re.findall(r"\(NEEDED\).*\[(.+)\]", dynamic)


def newest(versions):
    """of GLIBC_ names in the output of readelf"""
    found = re.findall(r"GLIBC_(\d+\.\d+(?:\.\d+)?)", versions)
    return max(found, key=numbers) if found else "0"


def exported(symbols):
    return re.findall(r"^[0-9a-f]+ [TDBRVWi] (\w+)", symbols, re.M)


def judge(name, libraries, version, names, libc, prefix):
    problems = ["%s: needs %s when it starts" % (name, library) for library in libraries if not SYSTEM.match(library)]
    if numbers(version) > numbers(libc):
        problems.append("%s: uses functions of the C library %s, not %s" % (name, version, libc))
    if prefix is not None:
        problems += ["%s: offers %s" % (name, symbol) for symbol in names if not symbol.startswith(prefix)]
        if not names:
            problems.append("%s: offers nothing" % name)
    return problems


def check_file(path, libc, prefix=None, name=None):
    name = name or os.path.basename(path)
    libraries, version = needed(run("readelf", "-d", path)), newest(run("readelf", "--version-info", path))
    names = exported(run("nm", "-D", "--defined-only", path)) if prefix is not None else []
    print("%s: %d bytes, needs %s, GLIBC_%s" % (name, os.path.getsize(path), " ".join(libraries), version))
    return judge(name, libraries, version, names, libc, prefix)


def judge_wheel(name, names, size, libc, most):
    problems = []
    tag = "-py3-none-manylinux_%s_" % libc.replace(".", "_")
    if tag not in name:
        problems.append("%s: its name does not say %s" % (name, tag))
    if size > most:
        problems.append("%s: %d bytes, not at most %d" % (name, size, most))
    wanted = ["facsimile/_lib/libfacsimile.so.1", "facsimile/_bin/facsimile", "facsimile/__init__.py", "facsimile/py.typed",
              "facsimile/share/facsimile/heads.mp4"] + ["facsimile/licences/" + licence for licence in LICENCES]
    problems += ["%s: lacks %s" % (name, entry) for entry in wanted if entry not in names]
    problems += ["%s: holds %s" % (name, entry) for entry in names if ".so" in entry and entry != wanted[0]]
    return problems


def check_wheel(path, libc, most):
    name, size = os.path.basename(path), os.path.getsize(path)
    print("%s: %d bytes" % (name, size))
    with zipfile.ZipFile(path) as wheel, tempfile.TemporaryDirectory() as folder:
        names = wheel.namelist()
        problems = judge_wheel(name, names, size, libc, most)
        for entry, prefix in (("facsimile/_lib/libfacsimile.so.1", "facs_"), ("facsimile/_bin/facsimile", None)):
            if entry in names:
                problems += check_file(wheel.extract(entry, folder), libc, prefix, entry)
    return problems


def self_test():
    line = " 0x01 (NEEDED)             Shared library: [%s]\n"
    assert needed(line % "libm.so.6" + line % "libjpeg.so.62") == ["libm.so.6", "libjpeg.so.62"]
    assert newest("Name: GLIBC_2.2.5  Flags\nName: GLIBC_2.14\nName: GLIBC_2.9") == "2.14"
    assert exported("00000000000a1b20 T facs_version\n0000000000000010 D av_log\n                 U free\n") == ["facs_version", "av_log"]
    good = ("a", ["libc.so.6", "ld-linux-x86-64.so.2"], "2.28", ["facs_version"], "2.28", "facs_")
    assert not judge(*good)
    for at, bad in ((1, ["libavutil.so.57"]), (2, "2.34"), (3, ["facs_version", "av_log"]), (3, [])):
        assert judge(*good[:at], bad, *good[at + 1:]), bad
    names = ["facsimile/_lib/libfacsimile.so.1", "facsimile/_bin/facsimile", "facsimile/__init__.py", "facsimile/py.typed",
             "facsimile/share/facsimile/heads.mp4"] + ["facsimile/licences/" + licence for licence in LICENCES]
    wheel = ("facsimile-0.2.0-py3-none-manylinux_2_28_x86_64.whl", names, 10, "2.28", 10)
    assert not judge_wheel(*wheel), judge_wheel(*wheel)
    assert judge_wheel("facsimile-0.2.0-py3-none-any.whl", *wheel[1:])
    assert judge_wheel(wheel[0], names, 11, *wheel[3:])
    assert judge_wheel(wheel[0], names[1:], *wheel[2:])
    assert judge_wheel(wheel[0], names + ["facsimile.libs/libavutil.so.57"], *wheel[2:])


def main(arguments):
    if arguments == ["--self-test"]:
        return self_test()
    path, libc, *more = arguments
    if path.endswith(".whl"):
        problems = check_wheel(path, libc, int(more[0]))
    else:
        problems = check_file(path, libc, more[1] if more else None)
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
