# needs: python3
# a source on the network that dies and comes back: numbers and times go on; told on standard error; --reconnect no ends there
PYTHONPATH="$cases:$PYTHONPATH" python3 - <<'P'
from live import *
import socket
def serve(listener, count):
    connection, _ = listener.accept()
    with connection:
        for piece in frames(count):
            connection.sendall(piece)
listener = socket.create_server(("127.0.0.1", 0))
address = "tcp://127.0.0.1:%d" % listener.getsockname()[1]
command = [program, "live", address, "--pipeline", "null", "--ndjson", "-"]
process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
serve(listener, 40)
serve(listener, 40)  # it asks again
serve(listener, 40)
last = {"frame": 0, "timestamp_s": -1, "captured_s": 0}
while last["frame"] < 120:
    result = json.loads(process.stdout.readline())
    assert all(result[name] > last[name] for name in last), (last, result)
    if last["frame"] in (40, 80):  # at least the second that was waited
        assert result["captured_s"] - last["captured_s"] > 0.9, (last, result)
    last = {name: result[name] for name in last}
process.terminate()
assert process.wait(timeout=patience) == 128 + signal.SIGTERM
said = process.stderr.read().decode()
assert "lost: " in said and "is back" in said, said  # a busy machine may see two losses as one

process = subprocess.Popen(command + ["--reconnect", "no"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
serve(listener, 40)
assert process.wait(timeout=patience) == 0, process.stderr.read()
process = subprocess.Popen(command + ["--reconnect", "1"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
serve(listener, 40)
listener.close()
assert process.wait(timeout=patience) == 5, process.stderr.read()
assert b"refused" in process.stderr.read()
P
