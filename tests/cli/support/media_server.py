#!/usr/bin/env python3
"""media_server.py FOLDER PORTFILE: serves the files of a folder over HTTP, and writes its port when it is ready.

/WAY/FILE, where WAY is
  range     with byte ranges
  plain     without; the length is told
  chunked   neither
  slow      without byte ranges, in small pieces with pauses
  cut       60 % of what is promised, then the connection is closed
  hang      the first 60 %, then nothing any more
  silent    never answers
  moved     is at /range/FILE
  auth      only for the user "anna" with the password "geheim"
  403, 503  that status
Ends when its standard input does."""
import base64
import http.server
import os
import re
import sys
import threading
import urllib.parse

folder, port_file = sys.argv[1:]
over = threading.Event()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def head(self, status, length=None, **more):
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send_range(self, content):
        asked = re.match(r"bytes=(\d+)-(\d*)$", self.headers.get("Range", ""))
        if not asked:
            self.head(200, len(content), Accept_Ranges="bytes")
            self.wfile.write(content)
            return
        start, end = int(asked[1]), int(asked[2]) + 1 if asked[2] else len(content)
        if start >= len(content):
            self.head(416, 0, Content_Range=f"bytes */{len(content)}")
            return
        end = min(end, len(content))
        self.head(206, end - start, Accept_Ranges="bytes", Content_Range=f"bytes {start}-{end - 1}/{len(content)}")
        self.wfile.write(content[start:end])

    def send_chunked(self, content):
        self.head(200, Transfer_Encoding="chunked")
        for at in range(0, len(content), 10000):
            piece = content[at : at + 10000]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def send_part(self, content):
        self.head(200, len(content))
        self.wfile.write(content[: len(content) * 6 // 10])
        self.wfile.flush()
        self.close_connection = True

    def send_slowly(self, content):
        self.head(200, len(content))
        for at in range(0, len(content), 30000):
            self.wfile.write(content[at : at + 30000])
            self.wfile.flush()
            over.wait(0.01)

    def do_GET(self):
        try:
            self.answer()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self):
        _, way, *parts = urllib.parse.unquote(self.path.split("?")[0]).split("/")
        name = os.path.join(folder, *parts)
        if way == "silent":
            over.wait()
        elif way in ("403", "503"):
            self.head(int(way), 0)
        elif way == "moved":
            self.head(302, 0, Location="/range/" + "/".join(parts))
        elif way == "auth" and self.headers.get("Authorization") != "Basic " + base64.b64encode(b"anna:geheim").decode():
            self.head(401, 0, WWW_Authenticate='Basic realm="x"')
        elif not os.path.isfile(name):
            self.head(404, 0)
        else:
            with open(name, "rb") as file:
                content = file.read()
            if way in ("range", "auth"):
                self.send_range(content)
            elif way == "chunked":
                self.send_chunked(content)
            elif way == "slow":
                self.send_slowly(content)
            elif way in ("cut", "hang"):
                self.send_part(content)
                if way == "hang":
                    over.wait()
            else:
                self.head(200, len(content))
                self.wfile.write(content)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
with open(port_file + ".new", "w", encoding="ascii") as file:
    file.write(str(server.server_port))
os.rename(port_file + ".new", port_file)
sys.stdin.read()
over.set()
