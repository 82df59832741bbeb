"""What the cases of pages share: a command with a page, and requests to it."""
import http.client
import re
import subprocess
import threading

from live import patience, program


class Page:
    """A command whose page is served, and what it says."""

    def __init__(self, *arguments, stdin=None):
        self.process = subprocess.Popen([program, *arguments], stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.said = ""
        while "the page is at" not in self.said:
            line = self.process.stderr.readline().decode()
            assert line, self.said
            self.said += line
        self.address = re.search(r"http://\S+", self.said)[0]
        self.host, self.port, self.path = re.fullmatch(r"http://(\S+):(\d+)(/\S*)", self.address).groups()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stderr:
            self.said += line.decode()

    def ask(self, method, path, **headers):
        """Status, headers and body of one request."""
        line = http.client.HTTPConnection(self.host, int(self.port), timeout=patience)
        line.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            line.putheader(name, value)
        if method == "POST":
            line.putheader("Content-Length", "0")
        line.endheaders()
        answer = line.getresponse()
        body = answer.read()
        line.close()
        return answer.status, answer.headers, body

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, **headers):
        return self.ask("POST", path, **{"X-Facsimile": "1", **headers})[0]

    def events(self):
        """(name, data) of each event, as they come."""
        line = http.client.HTTPConnection(self.host, int(self.port), timeout=patience)
        line.request("GET", "/events")
        answer = line.getresponse()
        assert answer.status == 200 and answer.headers["Content-Type"] == "text/event-stream", answer.status
        name = "message"
        for row in answer:
            row = row.decode().rstrip("\n")
            if row.startswith("event: "):
                name = row[7:]
            elif row.startswith("data: "):
                yield name, row[6:]
                name = "message"
        line.close()

    def stop(self, number):
        self.process.send_signal(number)
        return self.process.wait(patience)
