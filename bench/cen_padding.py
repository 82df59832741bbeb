"""CE-CLM patch experts of the published sizes.

The test data hold small experts made up for tests.  Here their layers are filled up with zeros to the sizes of the published ones: the
same responses but for the rounding of sums, the true cost.  The layout is that of docs/models.md: a header, then for each view and landmark the number of layers, and for
each layer its activation, bias and weights as matrices (rows, columns, type, floats)."""
import os
import struct

SIZES = {"0.25": (300, 100, 50, 1), "0.35": (300, 100, 50, 1), "0.50": (500, 200, 100, 1), "1.00": (500, 200, 100, 1)}
HEADER, VIEWS, LANDMARKS, INPUTS = 2576, 7, 68, 122
FLOATS = 5  # type of a matrix


def matrix(data, at):
    rows, columns, kind = struct.unpack_from("<iii", data, at)
    if kind != FLOATS:
        raise ValueError("a matrix of type %d" % kind)
    at += 12
    return rows, columns, data[at : at + 4 * rows * columns], at + 4 * rows * columns


def padded(rows, columns, values, to_rows, to_columns):
    line, gap = 4 * columns, bytes(4 * (to_columns - columns))
    filled = b"".join(values[line * row : line * (row + 1)] + gap for row in range(rows))
    return struct.pack("<iii", to_rows, to_columns, FLOATS) + filled + bytes(4 * to_columns * (to_rows - rows))


def expert(data, at, sizes):
    """(bytes, where the next one is)"""
    layers = struct.unpack_from("<iiii", data, at)[3]
    if layers == 0:
        return data[at : at + 24], at + 24
    parts, inputs = [data[at : at + 16]], INPUTS
    at += 16
    for layer in range(layers):
        outputs = sizes[layer]
        parts.append(data[at : at + 4])
        rows, columns, values, at = matrix(data, at + 4)
        parts.append(padded(rows, columns, values, 1, outputs) if rows == 1 else padded(rows, columns, values, outputs, 1))
        rows, columns, values, at = matrix(data, at)
        parts.append(padded(rows, columns, values, outputs, inputs))
        inputs = outputs
    parts.append(data[at : at + 8])
    return b"".join(parts), at + 8


def pad_file(source, target, sizes):
    with open(source, "rb") as file:
        data = file.read()
    at = HEADER
    with open(target, "wb") as file:
        file.write(data[:HEADER])
        for _ in range(VIEWS * LANDMARKS):
            part, at = expert(data, at, sizes)
            file.write(part)
    if at != len(data):
        raise ValueError("%s: %d bytes, of which %d were understood" % (source, len(data), at))


def pad(source, target):
    for scale, sizes in SIZES.items():
        name = "cen_patches_%s_of.dat" % scale
        pad_file(os.path.join(source, name), os.path.join(target, name), sizes)
