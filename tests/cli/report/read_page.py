"""A report, taken apart as a browser would: its data unpacked, its policy checked against what stands in it."""
import array
import base64
import hashlib
import html.parser
import json
import sys
import zlib


class Parts(html.parser.HTMLParser):
    """Elements with their attributes, and what stands in scripts and styles."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.inside, self.title = [], None, ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append([tag, dict(attributes), ""])
        self.inside = self.elements[-1]

    def handle_data(self, data):
        if self.inside:
            self.inside[2] += data

    def handle_endtag(self, tag):
        self.inside = None


def digest(text):
    return "'sha256-%s'" % base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class Page:
    def __init__(self, path):
        with open(path, encoding="utf-8", newline="") as file:
            self.text = file.read()
        self.parts = Parts(self.text)
        self.title = [text for tag, _, text in self.parts.elements if tag == "title"][0]
        self.data = json.loads([text for tag, a, text in self.parts.elements if a.get("id") == "data"][0])
        self.result = self.data["results"][0]
        self.check()

    def check(self):
        """Everything that runs is allowed by its hash, and nothing is fetched."""
        policy = [a["content"] for tag, a, _ in self.parts.elements if a.get("http-equiv") == "Content-Security-Policy"]
        assert len(policy) == 1, policy
        directives = {words.split()[0]: words.split()[1:] for words in policy[0].split(";")}
        assert directives["default-src"] == ["'none'"] and "unsafe" not in policy[0], policy
        runs = [text for tag, a, text in self.parts.elements if tag == "script" and "type" not in a]
        styles = [text for tag, a, text in self.parts.elements if tag == "style"]
        assert directives["script-src"] == [digest(text) for text in runs], "scripts"
        assert directives["style-src"] == [digest(text) for text in styles], "styles"
        assert len(runs) >= 2 and len(styles) >= 2
        for tag, attributes, _ in self.parts.elements:
            assert tag not in ("iframe", "frame", "object", "embed", "base", "link", "form"), tag
            assert "src" not in attributes and "srcset" not in attributes, (tag, attributes)
            assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
            assert not attributes.get("href", "#").startswith(("http:", "https:", "//")), attributes
        for text in [text for tag, a, text in self.parts.elements if tag == "script" and a.get("id") == "data"]:
            assert not set(text) & set("<>&\u2028\u2029"), "data"

    def video(self, result):
        """Bytes of the embedded one."""
        element = result["video"]["element"]
        return base64.b64decode([text for tag, a, text in self.parts.elements if a.get("id") == element][0], validate=True)


def unpack(column):
    """Values of a packed column; None = no value."""
    data = base64.b64decode(column["data"], validate=True)
    if column.get("packed", True):
        data = zlib.decompress(data)
    numbers = array.array({"i16": "h", "i32": "i"}[column["type"]], data)
    if sys.byteorder == "big":
        numbers.byteswap()
    bits = 8 * numbers.itemsize
    q, values = 0, []
    for difference in numbers:
        q = (q + difference + (1 << bits - 1)) % (1 << bits) - (1 << bits - 1)
        values.append(None if q == -(1 << bits - 1) else column["offset"] + column["scale"] * q)
    assert len(values) == column["count"]
    return values


def columns(person):
    return {column["name"]: column for column in person["columns"]}
