"""turned.py PPM FOLDER: writes the picture as it would be stored with orientation 1 to 8, each with the mark that
turns it upright: FOLDER/N.tif, FOLDER/N.ppm (without a mark), N.jxl where there is libjxl; and, of files that are there already
as FOLDER/N.plain.ENDING, N.ENDING with a mark: webp, avif, heic, png, jpg."""
import ctypes
import os
import struct
import sys
import zlib


def read_ppm(path):
    with open(path, "rb") as file:
        fields, rest = [], file.read()
        while len(fields) < 4:
            word, rest = rest.split(None, 1) if len(fields) < 3 else (rest[:rest.index(b"\n")], rest[rest.index(b"\n") + 1:])
            fields.append(word)
    width, height = int(fields[1]), int(fields[2])
    return [[rest[3 * (y * width + x):][:3] for x in range(width)] for y in range(height)]


def stored(rows, orientation):
    """what a viewer that obeys the mark turns into `rows`"""
    mirrored = [row[::-1] for row in rows]
    turned = [list(column) for column in zip(*rows)]  # transposed
    if orientation == 1:
        return rows
    if orientation == 2:
        return mirrored
    if orientation == 3:
        return mirrored[::-1]
    if orientation == 4:
        return rows[::-1]
    if orientation == 5:
        return turned
    if orientation == 6:  # to be turned clockwise
        return turned[::-1]
    if orientation == 7:
        return [row[::-1] for row in turned[::-1]]
    return [row[::-1] for row in turned]


def write_ppm(path, rows):
    with open(path, "wb") as file:
        file.write(b"P6\n%d %d\n255\n" % (len(rows[0]), len(rows)))
        for row in rows:
            file.write(b"".join(row))


def tiff(rows, orientation):
    """with `rows` empty only the mark: EXIF"""
    width, height = (len(rows[0]), len(rows)) if rows else (0, 0)
    entries = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 2), (273, 4, 0), (274, 3, orientation),
               (277, 3, 3), (278, 4, height), (279, 4, 3 * width * height)] if rows else [(274, 3, orientation)]
    body = 8 + 2 + 12 * len(entries) + 4
    data = struct.pack("<2sHI", b"II", 42, 8) + struct.pack("<H", len(entries))
    for tag, kind, value in entries:
        value = body if tag == 273 else value
        data += struct.pack("<HHI", tag, kind, 1) + (struct.pack("<HH", value, 0) if kind == 3 else struct.pack("<I", value))
    return data + struct.pack("<I", 0) + b"".join(b"".join(row) for row in rows)


def chunk(name, content):
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def webp(plain, size, orientation):
    exif, has_exif = tiff([], orientation), 8
    extended = struct.pack("<I", has_exif) + struct.pack("<I", size[0] - 1)[:3] + struct.pack("<I", size[1] - 1)[:3]
    content = b"WEBP" + chunk(b"VP8X", extended) + plain[12:] + chunk(b"EXIF", b"Exif\0\0" + exif)
    return b"RIFF" + struct.pack("<I", len(content)) + content


def png(plain, orientation):
    """eXIf behind the first chunk"""
    content = b"eXIf" + tiff([], orientation)
    first = 8 + 12 + struct.unpack(">I", plain[8:12])[0]
    return plain[:first] + struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content)) + plain[first:]


def jpeg(plain, orientation):
    exif = b"Exif\0\0" + tiff([], orientation)
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", 2 + len(exif)) + exif + plain[2:]


def jxl(rows, orientation):
    """lossless, by libjxl 0.7's own interface; None = it is not there"""
    try:
        lib = ctypes.CDLL("libjxl.so.0.7")
    except OSError:
        return None
    orientation_at, colours_at, original_at = 12, 13, 9  # in JxlBasicInfo, in 4 bytes
    lib.JxlEncoderCreate.restype = lib.JxlEncoderFrameSettingsCreate.restype = ctypes.c_void_p
    encoder = ctypes.c_void_p(lib.JxlEncoderCreate(None))
    info = (ctypes.c_uint32 * 128)()
    lib.JxlEncoderInitBasicInfo(info)
    info[1], info[2], info[3] = len(rows[0]), len(rows), 8
    info[orientation_at], info[colours_at], info[original_at] = orientation, 3, 1
    ok = lib.JxlEncoderSetBasicInfo(encoder, info)
    colour = (ctypes.c_uint64 * 64)()
    lib.JxlColorEncodingSetToSRGB(colour, 0)
    ok |= lib.JxlEncoderSetColorEncoding(encoder, colour)
    settings = ctypes.c_void_p(lib.JxlEncoderFrameSettingsCreate(encoder, None))
    ok |= lib.JxlEncoderSetFrameLossless(settings, 1)
    pixels = b"".join(b"".join(row) for row in rows)

    class Format(ctypes.Structure):
        _fields_ = [("channels", ctypes.c_uint32), ("type", ctypes.c_int), ("order", ctypes.c_int), ("align", ctypes.c_size_t)]

    bytes_ = 2
    layout = Format(3, bytes_, 0, 0)
    ok |= lib.JxlEncoderAddImageFrame(settings, ctypes.byref(layout), pixels, ctypes.c_size_t(len(pixels)))
    lib.JxlEncoderCloseInput(encoder)
    room = ctypes.create_string_buffer(len(pixels) + 4096)
    at, left = ctypes.c_void_p(ctypes.addressof(room)), ctypes.c_size_t(len(room))
    ok |= lib.JxlEncoderProcessOutput(encoder, ctypes.byref(at), ctypes.byref(left))
    assert ok == 0, ok
    lib.JxlEncoderDestroy(encoder)
    return room.raw[:len(room) - left.value]


def box(name, content):
    return struct.pack(">I", 8 + len(content)) + name + content


def boxes(data):
    while data:
        size = struct.unpack(">I", data[:4])[0]
        yield data[4:8], data[8:size]
        data = data[size:]


# turns counter-clockwise, then 0: top and bottom change places, 1: left and right
TRANSFORMS = {1: (0, None), 2: (0, 1), 3: (2, None), 4: (0, 0), 5: (1, 0), 6: (3, None), 7: (1, 1), 8: (1, None)}


def heif(plain, orientation):
    """AVIF as FFmpeg writes it, HEIC as libheif does"""
    turns, side = TRANSFORMS[orientation]
    extra = ([box(b"irot", bytes([turns]))] if turns else []) + ([box(b"imir", bytes([side]))] if side is not None else [])
    parts = []
    for name, content in boxes(plain):
        if name == b"meta":
            inner = []
            for inside, value in boxes(content[4:]):
                if inside == b"iprp":
                    (_, ipco), (_, ipma) = boxes(value)
                    count = len(list(boxes(ipco)))
                    assert ipma[:8] == struct.pack(">II", 0, 1), "one item, small numbers"
                    links = ipma[11:] + bytes(0x80 | (count + 1 + i) for i in range(len(extra)))
                    value = (box(b"ipco", ipco + b"".join(extra)) +
                             box(b"ipma", ipma[:10] + bytes([ipma[10] + len(extra)]) + links))
                inner.append((inside, value))
            grown = sum(len(item) for item in extra) + len(extra)
            for i, (inside, value) in enumerate(inner):
                if inside == b"iloc":  # version 0, 4 bytes of base (or none), offset and length, one item with one extent
                    assert value[:5] == bytes([0, 0, 0, 0, 0x44]) and value[6:8] == bytes([0, 1]), value[:8]
                    place = {0x00: 14, 0x40: 12}[value[5]]
                    offset = struct.unpack(">I", value[place:place + 4])[0] + grown
                    inner[i] = (inside, value[:place] + struct.pack(">I", offset) + value[place + 4:])
            content = content[:4] + b"".join(box(*item) for item in inner)
        parts.append(box(name, content))
    return b"".join(parts)


def main():
    rows, folder = read_ppm(sys.argv[1]), sys.argv[2]
    for orientation in range(1, 9):
        turned, start = stored(rows, orientation), os.path.join(folder, str(orientation))
        write_ppm(start + ".ppm", turned)
        with open(start + ".tif", "wb") as file:
            file.write(tiff(turned, orientation))
        coded = jxl(turned, orientation)
        if coded:
            with open(start + ".jxl", "wb") as file:
                file.write(coded)
        for ending, mark in (("webp", lambda plain: webp(plain, (len(turned[0]), len(turned)), orientation)),
                             ("avif", lambda plain: heif(plain, orientation)),
                             ("heic", lambda plain: heif(plain, orientation)),
                             ("png", lambda plain: png(plain, orientation)),
                             ("jpg", lambda plain: jpeg(plain, orientation))):
            if os.path.exists(start + ".plain." + ending):
                with open(start + ".plain." + ending, "rb") as file:
                    plain = file.read()
                with open(start + "." + ending, "wb") as file:
                    file.write(mark(plain))


main()
