"""A publisher of model files for the tests: an HTTP server that behaves, or misbehaves, as the address asks.

/BEHAVIOUR/SEED/NAME gives the contents of NAME; see Handler for the behaviours.  Every request is kept in
Publisher.requests as (method, path, range header)."""
import hashlib
import http.server
import json
import random
import socket
import ssl
import struct
import threading
import urllib.parse


def contents(name, size):
    """The bytes of a file: any, but always the same for a name."""
    return random.Random(name).randbytes(size)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def start(self, code, length=None, kind="application/octet-stream", **headers):
        self.send_response(code)
        if kind:
            self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()

    def reset(self):
        """Close so that the other side gets a reset, not an orderly end."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def first_byte(self):
        asked = self.headers.get("Range")
        return int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0

    def begin(self, data, ranges=True):
        """Headers of an honest answer; what of the data follows."""
        first = self.first_byte() if ranges else 0
        if first >= len(data):
            self.start(416, 0)
            return None
        if first:
            self.start(206, len(data) - first, Content_Range=f"bytes {first}-{len(data) - 1}/{len(data)}")
        else:
            self.start(200, len(data))
        return data[first:]

    def do_GET(self):
        publisher = self.server.publisher
        path = self.path
        if path.startswith("http://"):  # as a proxy
            publisher.proxied.append(path)
            path = "/" + path.split("/", 3)[3]
        with publisher.lock:
            publisher.requests.append((path, self.headers.get("Range")))
            count = publisher.visits[path] = publisher.visits.get(path, 0) + 1
        behaviour, seed, name = path.lstrip("/").split("/", 2)
        data = publisher.files.get(name)
        if behaviour == "tree":
            data = publisher.tree(f"{seed}/{name}")
            behaviour = "good"
        if data is None:
            self.start(404, 0)
            return
        try:
            getattr(self, behaviour)(data, random.Random(f"{seed} {count}"), count)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True

    def good(self, data, *_):
        body = self.begin(data)
        if body is not None:
            self.wfile.write(body)

    def slow(self, data, *_):
        body = self.begin(data)
        for at in range(0, len(body or b""), 1000):
            self.wfile.write(body[at:at + 1000])
            self.wfile.flush()
            self.server.publisher.stop.wait(0.002)

    def truncated(self, data, *_):
        """Always the first half, in good order."""
        self.start(200, len(data), Connection="close")
        self.wfile.write(data[:len(data) // 2])
        self.close_connection = True

    def corrupted(self, data, *_):
        wrong = bytearray(data)
        wrong[len(wrong) // 2] ^= 1
        self.good(bytes(wrong))

    def corrupted_once(self, data, _, count):
        self.corrupted(data) if count == 1 else self.good(data)

    def page(self, *_):
        body = b"<!DOCTYPE html><title>Sign in</title>"
        self.start(200, len(body), "text/html; charset=utf-8")
        self.wfile.write(body)

    def page_in_disguise(self, data, *_):
        """A web page of the right length that does not say it is one."""
        self.start(200, len(data))
        self.wfile.write(b"\n<html>".ljust(len(data)))

    def absent(self, *_):
        self.start(404, 0)

    def forbidden(self, *_):
        self.start(403, 0)

    def busy(self, data, _, count):
        if count < 3:
            self.start(503, 0, Retry_After="1")
        else:
            self.good(data)

    def failing(self, *_):
        self.start(500, 0)

    def longer(self, data, *_):
        self.start(200, len(data) + 1)
        self.wfile.write(data + b"x")

    def endless(self, data, *_):
        """No length said, and more than the file."""
        self.start(200, Connection="close")
        self.wfile.write(data + b"x" * 100000)
        self.close_connection = True

    def unsized(self, data, *_):
        self.start(200, Connection="close")
        self.wfile.write(data)
        self.close_connection = True

    def empty(self, *_):
        self.start(200, 0)

    def elsewhere_range(self, data, _, count):
        """Breaks off, then continues at another place than asked for."""
        if count == 1:
            self.truncated(data)
        elif self.first_byte():
            self.start(206, len(data) - 1, Content_Range=f"bytes 1-{len(data) - 1}/{len(data)}")
            self.wfile.write(data[1:])
        else:
            self.good(data)

    def resets(self, data, chance, count):
        """The first three answers break at a random byte."""
        body = self.begin(data)
        if body is None:
            return
        if count > 3:
            self.wfile.write(body)
            return
        self.wfile.write(body[:chance.randrange(len(body))])
        self.reset()

    def always_resets(self, data, chance, _):
        """Every answer begins at the start and breaks at a random byte."""
        self.start(200, len(data))
        self.wfile.write(data[:chance.randrange(len(data))])
        self.reset()

    def babble(self, data, chance, _):
        """An answer whose status, length, range and contents need not agree."""
        first, size = self.first_byte(), len(data)
        any_number = lambda: chance.choice([-1, 0, 1, first, first + 1, size - 1, size, size + 1, 2**31, 2**63 - 1, 2**64])
        body = chance.choice([data, data[first:], data[:chance.randrange(size)], b"", chance.randbytes(size), data * 2])
        headers = {}
        if chance.random() < 0.8:
            headers["Content_Range"] = chance.choice([
                f"bytes {first}-{size - 1}/{size}", f"bytes {first}-{size - 1}/*",
                f"bytes {any_number()}-{any_number()}/{any_number()}", "bytes */5", "bytes", "pages 1-2/3", "9" * 300])
        self.start(chance.choice([200, 206, 206, 206, 204, 301, 416]),
                   chance.choice([len(body), size, any_number(), None]), Connection="close", **headers)
        self.wfile.write(body)
        self.close_connection = True

    def piecemeal(self, data, *_):
        """Honest, but the connection breaks after each tenth of the file."""
        body = self.begin(data)
        piece = len(data) // 10 + 1
        self.wfile.write((body or b"")[:piece])
        if body and len(body) > piece:
            self.reset()

    def stall(self, data, *_):
        """The first half of the file, then silence."""
        body = self.begin(data)
        self.wfile.write(body[:max(0, len(body) - len(data) // 2)])
        self.wfile.flush()
        self.server.publisher.stop.wait()
        self.close_connection = True

    def half_then_gone(self, data, _, count):
        if count > 1:
            self.start(404, 0)
            return
        self.start(200, len(data))
        self.wfile.write(data[:len(data) // 2])
        self.reset()

    def pause(self, data, _, count):
        """Half, then the rest when the test says so."""
        body = self.begin(data)
        half = len(body) // 2 if count == 1 else 0
        self.wfile.write(body[:half])
        self.wfile.flush()
        self.server.publisher.halfway.set()
        if count == 1:
            self.server.publisher.go_on.wait()
        self.wfile.write(body[half:])

    def redirect(self, _, __, ___):
        self.start(302, 0, Location=self.path.replace("/redirect/", "/good/"))

    def loop(self, *_):
        self.start(302, 0, Location=self.path)

    def redirect_to_plain(self, *_):
        plain = self.server.publisher.plain
        self.start(302, 0, Location=plain + self.path.replace("/redirect_to_plain/", "/good/"))


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Connections that break are what this is about."""


class Publisher:
    """Serves until close(); `files` maps names to contents, `folder` is what /tree/ gives files of."""

    def __init__(self, files=None, folder=None, certificate=None, plain=None):
        self.files = files or {}
        self.folder = folder
        self.plain = plain
        self.requests = []
        self.proxied = []
        self.visits = {}
        self.lock = threading.Lock()
        self.stop, self.halfway, self.go_on = threading.Event(), threading.Event(), threading.Event()
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.publisher = self
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            scheme = "https"
        self.base = f"{scheme}://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def tree(self, path):
        try:
            with open(f"{self.folder}/{urllib.parse.unquote(path)}", "rb") as file:
                return file.read()
        except OSError:
            return None

    def close(self):
        self.stop.set()
        self.go_on.set()
        self.server.shutdown()


def manifest(files, sets=None):
    """A manifest of files (path, contents, addresses); `sets` maps set names to paths, default one set `toy`."""
    sets = sets or {"toy": [path for path, _, _ in files]}
    return {
        "version": 1,
        "licences": {"toy": {"name": "Toy licence", "summary": "For tests.", "url": "https://licence.invalid/toy"}},
        "sets": [{"name": name, "default": name == "toy", "title": f"Set {name}", "unlocks": "nothing"}
                 for name in sets],
        "files": [{"path": path, "size": len(data), "sha256": hashlib.sha256(data).hexdigest(),
                   "sets": [name for name, paths in sets.items() if path in paths],
                   "licence": "toy", "publisher": "Nobody", "urls": urls} for path, data, urls in files],
    }


def write_manifest(path, *arguments):
    with open(path, "w") as file:
        json.dump(manifest(*arguments), file)
