#!/usr/bin/env python3
"""MediaPipe's networks as we run them, against MediaPipe.

    meshes.py MESHES CASE

MESHES is the program of meshes.c.  Cases: `pictures` (whole task on five pictures: points within 0.5 pixels on average,
blendshapes within 0.05), `video` (60 frames of default.wmv within 1 pixel; MediaPipe smooths its points, we do not) and
`levels` (the same bits at every CPU level).  Exit 0 pass, 1 fail, 77 no test data (1 under CI).
"""
import ast
import math
import os
import struct
import subprocess
import sys
import zipfile

import golden

POINTS, SHAPES = 478, 52
BUNDLE, VIDEO = "neural/face_landmarker_bundle.npz", "neural/face_landmarker_default60.npz"


class Arrays:
    """Arrays of f4 in an .npz file: name -> (shape, flat list)."""

    def __init__(self, path):
        self.archive = zipfile.ZipFile(path)

    def __getitem__(self, name):
        content = self.archive.read(name + ".npy")
        assert content[:6] == b"\x93NUMPY" and content[6] == 1
        length, = struct.unpack_from("<H", content, 8)
        head = ast.literal_eval(content[10:10 + length].decode("ascii"))
        assert head["descr"] == "<f4" and not head["fortran_order"], head
        return head["shape"], struct.unpack_from("<%df" % math.prod(head["shape"]), content, 10 + length)

    def faces(self, name):
        """Lists of (points, blendshapes)."""
        (count, points, axes), values = self[name + "points"]
        shapes = self[name + "blendshapes"][1]
        assert points == POINTS and axes == 3
        return [(values[i * 3 * POINTS:(i + 1) * 3 * POINTS], shapes[i * SHAPES:(i + 1) * SHAPES]) for i in range(count)]


def run(program, root, frames, cpu, *files):
    command = [program, "open-mediapipe", os.path.join(root, "models", "mediapipe"), str(frames), cpu]
    command += [os.path.join(root, "media", file) for file in files]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        print(" ".join(command), "exit status", done.returncode)
        sys.exit(1)
    return [line for line in done.stdout.splitlines() if not line.startswith(("time ", "box "))]


def seen(lines):
    """file -> list of (points as x of all, y of all; blendshapes)"""
    faces = {}
    for line in lines:
        words = line.split(" ")
        numbers = [float(word) for word in words[5:5 + 3 * POINTS + SHAPES]]
        faces.setdefault(words[0], []).append((numbers[:2 * POINTS], numbers[3 * POINTS:]))
    return faces


def distance(ours, theirs):
    return sum(math.hypot(ours[i] - theirs[3 * i], ours[POINTS + i] - theirs[3 * i + 1]) for i in range(POINTS)) / POINTS


def pictures(program, root):
    stored = Arrays(os.path.join(root, "golden", BUNDLE))
    names = ("sample1", "sample2", "sample3", "single_face", "multi_face")
    faces = seen(run(program, root, 0, "auto", *(name + ".jpg" for name in names)))
    good = True
    for name in names:
        for points, shapes in stored.faces("task_%s_" % name):
            off, ours = min((distance(p, points), s) for p, s in faces[name + ".jpg"])
            worst = max(abs(a - b) for a, b in zip(ours, shapes))
            print("%s: points %.3f pixels, blendshapes %.4f" % (name, off, worst))
            good = good and off <= 0.5 and worst <= 0.05
    return good


def video(program, root):
    stored = Arrays(os.path.join(root, "golden", VIDEO)).faces("")
    faces = seen(run(program, root, len(stored), "auto", "default.wmv"))["default.wmv"]
    off = [distance(ours[0], theirs[0]) for ours, theirs in zip(faces, stored)]
    print("%d frames: %.3f pixels on average, %.3f at most" % (len(off), sum(off) / len(off), max(off)))
    return len(off) == 60 and sum(off) / len(off) <= 1


def levels(program, root):
    """A level this machine does not have gives the best one below it."""
    outputs = [run(program, root, 5, cpu, "sample1.jpg", "default.wmv") for cpu in ("scalar", "avx2", "avx512", "auto")]
    for other in outputs[1:]:
        if other != outputs[0]:
            print("CPU levels differ")
            return False
    print("%d faces, the same bits at every level" % len(outputs[0]))
    return True


def main():
    program, case = sys.argv[1:]
    root = golden.testdata()
    return 0 if {"pictures": pictures, "video": video, "levels": levels}[case](program, root) else 1


if __name__ == "__main__":
    sys.exit(main())
