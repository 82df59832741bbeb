#!/usr/bin/env python3
"""rtsp_server.py FILE.m4v PORTFILE [RATE]: one RTSP session, whose packets come through the same connection, of an MPEG-4
Part 2 elementary stream without B-frames; then it hangs up.  RFC 2326, 3550, 3016 and 6416."""
import os
import re
import socket
import struct
import sys

content = open(sys.argv[1], "rb").read()
rate = int(sys.argv[3]) if len(sys.argv) > 3 else 25
CLOCK, PACKET = 90000, 1200
starts = [found.start() for found in re.finditer(b"\0\0\1\xb6", content)]  # of pictures
headers = content[: starts[0]]
pictures = [content[a:b] for a, b in zip(starts, starts[1:] + [len(content)])]

listener = socket.create_server(("127.0.0.1", 0))
with open(sys.argv[2] + ".new", "w", encoding="ascii") as file:
    file.write(str(listener.getsockname()[1]))
os.rename(sys.argv[2] + ".new", sys.argv[2])
listener.settimeout(60)
connection, _ = listener.accept()
requests = connection.makefile("rb")


def reply(sequence, more="", body=""):
    if body:
        more += f"Content-Length: {len(body)}\r\n"
    connection.sendall(f"RTSP/1.0 200 OK\r\nCSeq: {sequence}\r\n{more}\r\n{body}".encode())


def play():
    number = 1000
    for k, picture in enumerate(pictures):
        rest = picture if k else headers + picture
        while rest:
            piece, rest = rest[:PACKET], rest[PACKET:]
            packet = struct.pack(">BBHII", 0x80, 96 | (0 if rest else 0x80), number & 0xFFFF, 7000 + k * CLOCK // rate,
                                 1234) + piece
            connection.sendall(struct.pack(">cBH", b"$", 0, len(packet)) + packet)
            number += 1


description = ("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=test\r\nt=0 0\r\na=control:*\r\n"
               "m=video 0 RTP/AVP 96\r\nc=IN IP4 0.0.0.0\r\na=rtpmap:96 MP4V-ES/90000\r\n"
               f"a=fmtp:96 profile-level-id=1; config={headers.hex().upper()}\r\na=control:track1\r\n")
while line := requests.readline():
    method, sequence = line.split(b" ")[0].decode(), 0
    while (field := requests.readline()).strip():
        if field.lower().startswith(b"cseq:"):
            sequence = int(field.split(b":")[1])
    if method == "OPTIONS":
        reply(sequence, "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n")
    elif method == "DESCRIBE":
        reply(sequence, "Content-Type: application/sdp\r\n", description)
    elif method == "SETUP":
        reply(sequence, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n")
    elif method == "PLAY":
        reply(sequence, "Session: 1\r\nRange: npt=0.000-\r\n")
        play()
        break
    else:
        reply(sequence, "Session: 1\r\n")
connection.close()
