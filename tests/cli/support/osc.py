"""A receiver of Open Sound Control: what a command sends, packet by packet, decoded as the specification (1.0) says."""
import socket
import struct
import subprocess
import threading
import time

UNIX = 2208988800  # s from 1900 to 1970


def text(data, at):
    end = data.index(b"\0", at)
    after = end + 4 - end % 4
    assert data[end:after].strip(b"\0") == b"" and after <= len(data), data[at:after]
    return data[at:end].decode(), after


def message(data):
    address, at = text(data, 0)
    types, at = text(data, at)
    assert address.startswith("/") and types.startswith(","), data
    values = []
    for kind in types[1:]:
        form = {"i": ">i", "f": ">f", "d": ">d", "h": ">q"}[kind]
        values += struct.unpack_from(form, data, at)
        at += struct.calcsize(form)
    assert at == len(data), data
    return address, types[1:], values


def bundle(data):
    """(time tag in s since 1970, messages)"""
    assert data[:8] == b"#bundle\0", data
    seconds, fraction = struct.unpack_from(">II", data, 8)
    at, messages = 16, []
    while at < len(data):
        (size,) = struct.unpack_from(">i", data, at)
        assert size > 0 and size % 4 == 0 and at + 4 + size <= len(data)
        messages.append(message(data[at + 4:at + 4 + size]))
        at += 4 + size
    return seconds + fraction / 2**32 - UNIX, messages


def listen(family=socket.AF_INET):
    """A socket of this machine, and its HOST:PORT"""
    receiver = socket.socket(family, socket.SOCK_DGRAM)
    receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    receiver.bind(("127.0.0.1" if family == socket.AF_INET else "::1", 0))
    port = receiver.getsockname()[1]
    return receiver, ("127.0.0.1:%d" if family == socket.AF_INET else "[::1]:%d") % port


def run(receiver, command):
    """Packets that come while a command runs: (its process, bundles, their bytes)"""
    packets, over = [], threading.Event()

    def take():
        receiver.settimeout(0.2)
        while True:
            try:
                packets.append(receiver.recv(65536))
            except socket.timeout:
                if over.is_set():
                    return

    thread = threading.Thread(target=take)
    thread.start()
    done = subprocess.run(command, capture_output=True, text=True)
    over.set()
    thread.join()
    return done, [bundle(packet) for packet in packets], [len(packet) for packet in packets]


def frames(bundles):
    """{frame: {address: values}}"""
    found = {}
    for _, messages in bundles:
        assert messages[0][0] == "/facsimile/frame" and messages[0][1] == "i", messages[0]
        of = found.setdefault(messages[0][2][0], {})
        for address, types, values in messages[1:]:
            assert address not in of, address
            of[address] = values
    return found
