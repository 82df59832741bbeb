#!/usr/bin/env python3
"""What is loaded when it is needed (src/foreign/needed.h) is not linked with: headers of these libraries are included by
src/foreign alone, and files that were built need none of them and miss none of their symbols.

needed.py ROOT [BUILT...]: prints what is wrong; exit 1.
needed.py ROOT --self-test: the check finds an include, a library that is needed and a symbol that is missing."""
import os
import re
import subprocess
import sys

HEADERS = re.compile(r'^\s*#\s*include\s*<((?:lib(?:av|sw|postproc)\w*|curl|openssl)/|hdf5|H5\w+\.h|archive(?:_entry)?\.h|microhttpd\.h)', re.M)
LIBRARIES = re.compile(r"lib(av|sw|postproc|curl|crypto|ssl|hdf5|archive|microhttpd)")
SYMBOLS = re.compile(r"(av_|avcodec_|avdevice_|avfilter_|avformat_|avio_|sws_|swr_|curl_|EVP_|OpenSSL_|H5|archive_|MHD_)")


def includes(name, text):
    return ["%s: includes <%s...> itself, not through src/foreign" % (name, header) for header in HEADERS.findall(text)]


def needs(name, dynamic):
    return ["%s: needs %s when it starts" % (name, library) for library in re.findall(r"\(NEEDED\).*\[(.+)\]", dynamic)
            if LIBRARIES.match(library)]


def misses(name, symbols):
    return ["%s: misses %s" % (name, symbol) for symbol in re.findall(r"^\s+[UwWvV] (\w+)", symbols, re.M)
            if SYMBOLS.match(symbol)]


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, env=dict(os.environ, LC_ALL="C")).stdout


def check(root, built):
    problems = []
    for top in ("src", "cli"):
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in sorted(names):
                path = os.path.join(folder, name)
                shown = os.path.relpath(path, root)
                if name.endswith((".c", ".h")) and not shown.startswith(os.path.join("src", "foreign")):
                    with open(path, encoding="utf-8") as text:
                        problems += includes(shown, text.read())
    for path in built:
        problems += needs(path, run("readelf", "-d", path)) + misses(path, run("nm", "-D", "-u", path))
    return problems


def self_test(root):
    assert not check(root, []), check(root, [])
    for header in ("libavutil/opt.h", "libswscale/swscale.h", "curl/curl.h", "openssl/evp.h", "hdf5.h", "archive.h", "microhttpd.h"):
        assert includes("a.c", "#include <%s>\n" % header), header
    assert not includes("a.c", '#include "foreign/ffmpeg.h"\n#include <zlib.h>\n')
    line = " 0x01 (NEEDED)             Shared library: [%s]\n"
    assert needs("a", line % "libavformat.so.59") and not needs("a", line % "libpng16.so.16")
    assert misses("a", "                 U av_free@LIBAVUTIL_57\n") and not misses("a", "                 U free@GLIBC_2.2.5\n")


if __name__ == "__main__":
    if sys.argv[2:] == ["--self-test"]:
        sys.exit(self_test(sys.argv[1]))
    found = check(sys.argv[1], sys.argv[2:])
    print("\n".join(found))
    sys.exit(1 if found else 0)
