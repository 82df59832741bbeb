"""Measures the face detector on test pictures, which never teach it.

    evaluate_detector.py WEIGHTS.pt [--media ../shared/media] [--golden ../shared/golden] [--sides 480 320] [--robust]

Prints, per group of files, faces found / faces OpenFace finds + boxes that match none of them (some of those are faces that
OpenFace misses), for one look and for two, at several thresholds; and the longest run of frames with an alarm in films without
a face.  A face is found when a box overlaps the extent of OpenFace's 68 points by more than 0.3.
"""
import argparse
import csv
import gzip
import os
import time
from collections import namedtuple

import cv2
import numpy as np
import torch

import detector

Sample = namedtuple("Sample", "group name grey truth")
THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6)
STILLS = (("single", ("sample1", "sample2", "sample3", "sample4", "sample5", "single_face", "audrey")),
          ("sample6", ("sample6",)), ("multi.jpg", ("multi_face",)))
FILMS = (("multi.avi", "multi_face.avi", 20), ("default", "default.wmv", 12), ("2015", "2015-10-15-15-14.avi", 20),
         ("franck", "franck.mp4", 80), ("no_face", "no_face.mp4", 1), ("face_noface", "face_noface.mov", 1))
EMPTY = ("no_face", "face_noface")
GROUPS = [group for group, *_ in STILLS + FILMS]


def reference(golden, folder):
    """OpenFace's boxes by frame number (1 for stills)."""
    boxes = {}
    for name in ("FaceLandmarkVidMulti.csv.gz", "FaceLandmarkImg.csv", "FeatureExtraction.csv.gz", "FeatureExtraction.csv"):
        path = os.path.join(golden, folder, name)
        if os.path.exists(path):
            break
    with (gzip.open if path.endswith("gz") else open)(path, "rt") as file:
        rows = csv.reader(file)
        head = [cell.strip() for cell in next(rows)]
        x, y = head.index("x_0"), head.index("y_0")
        for row in rows:
            if "success" in head and float(row[head.index("success")]) != 1:
                continue
            points = np.array([row[x : x + 68], row[y : y + 68]], float)
            frame = int(row[head.index("frame")]) if "frame" in head else 1
            boxes.setdefault(frame, []).append([*points.min(1), *points.max(1)])
    return boxes


def samples(media, golden):
    for group, names in STILLS:
        for name in names:
            grey = cv2.cvtColor(cv2.imread(os.path.join(media, name + ".jpg")), cv2.COLOR_BGR2GRAY)
            yield Sample(group, name, grey, np.array(reference(golden, name + "_jpg")[1]))
    for group, name, step in FILMS:
        boxes, film, number = reference(golden, name.rsplit(".", 1)[0]), cv2.VideoCapture(os.path.join(media, name)), 0
        while True:
            there, frame = film.read()
            if not there:
                break
            number += 1
            if (number - 1) % step == 0:
                grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
                yield Sample(group, "%s %d" % (name, number), grey, np.array(boxes.get(number, [])).reshape(-1, 4))


def both_scores(finder, grey):
    """Candidates with the score of one look and of two."""
    faces = finder.candidates(grey)
    return faces, np.array([finder.looked_at(grey, face) for face in faces])


def matched(truth, faces):
    """How many of truth were found; the faces that match nothing."""
    found = sum(any(detector.overlap(box, face) > 0.3 for face in faces) for box in truth)
    return found, [face for face in faces if all(detector.overlap(box, face) <= 0.3 for box in truth)]


def longest_run(flags):
    longest = run = 0
    for flag in flags:
        run = run + 1 if flag else 0
        longest = max(longest, run)
    return longest


def table(finder, data, show):
    began, results = time.process_time(), [(s, *both_scores(finder, s.grey)) for s in data]
    print("long side %d, %d pictures, %.0f s" % (finder.long_side, len(results), time.process_time() - began))
    for look in ("one", "two"):
        for threshold in THRESHOLDS:
            cells = []
            for group in GROUPS:
                total = found = extra = 0
                alarms = []
                for s, faces, second in results:
                    if s.group != group:
                        continue
                    score = second if look == "two" else faces[:, 4]
                    f, wrong = matched(s.truth, faces[score >= threshold] if len(faces) else faces)
                    total, found, extra = total + len(s.truth), found + f, extra + len(wrong)
                    alarms.append(bool(wrong) if len(s.truth) == 0 else False)
                    if show and look == "two" and threshold == detector.FOUND and (wrong or f < len(s.truth)):
                        print("   ", s.name, "found %d of %d" % (f, len(s.truth)), [np.round(w[:5], 2).tolist() for w in wrong])
                cells.append("%s %d/%d%s" % (group, found, total, "+%d" % extra if extra else "")
                             + (" run %d" % longest_run(alarms) if group in EMPTY else ""))
            print("  look %s, %.2f: " % (look, threshold) + " | ".join(cells), flush=True)


def changes():
    """Harder versions of a picture with one face: name, function of (grey, box) giving both anew."""
    def turned(angle):
        def change(grey, box):
            matrix = cv2.getRotationMatrix2D(tuple((box[:2] + box[2:]) / 2), angle, 1)
            return cv2.warpAffine(grey, matrix, grey.shape[::-1], borderMode=cv2.BORDER_REPLICATE), box
        return change

    def shrunk(size):
        def change(grey, box):
            scale, room = size / np.sqrt((box[2:] - box[:2]).prod()), np.full((480, 640), int(grey.mean()), np.uint8)
            small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)[:480, :640]
            y, x = (480 - small.shape[0]) // 2, (640 - small.shape[1]) // 2
            room[y : y + small.shape[0], x : x + small.shape[1]] = small
            return room, box * scale + [x, y, x, y]
        return change

    def blurred(part):
        return lambda grey, box: (cv2.GaussianBlur(grey, (0, 0), part * np.sqrt((box[2:] - box[:2]).prod())), box)

    def lit(ramp):
        return lambda grey, box: (np.clip(grey * np.linspace(*ramp, grey.shape[1])[None], 0, 255).astype(np.uint8), box)

    def covered(grey, box):
        grey = grey.copy()
        x0, y0, x1, y1 = box.astype(int)
        grey[int(y0 + 0.6 * (y1 - y0)) : y1 + 6, max(x0 - 4, 0) : x1 + 4] = 200
        return grey, box

    return [("roll %d" % a, turned(a)) for a in (0, 20, 30, 45, 60)] + [("%d px in 640x480" % s, shrunk(s)) for s in (20, 24, 30, 40, 60)] + \
        [("blur %d %%" % (100 * p), blurred(p)) for p in (0.03, 0.05, 0.08)] + \
        [("brightness x 0.15", lit((0.15, 0.15))), ("side light", lit((0.1, 1.3))), ("lower 40 % covered", covered)]


def robustness(finder, data):
    singles = [s for s in data if len(s.truth) == 1 and s.group in ("single", "default", "2015", "franck")][::3]
    for name, change in changes():
        one = two = 0
        for s in singles:
            grey, box = change(s.grey, s.truth[0])
            faces, second = both_scores(finder, grey)
            good = np.array([detector.overlap(box, face) > 0.3 for face in faces], bool)
            one += (faces[good, 4] >= detector.FOUND).any() if len(faces) else 0
            two += (second[good] >= detector.FOUND).any() if len(faces) else 0
        print("  %-20s one look %d, two %d of %d" % (name, one, two, len(singles)), flush=True)


def main():
    shared = os.environ.get("FACSIMILE_TESTDATA", "../shared")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights")
    parser.add_argument("--media", default=os.path.join(shared, "media"))
    parser.add_argument("--golden", default=os.path.join(shared, "golden"))
    parser.add_argument("--sides", type=int, nargs="+", default=[detector.LONG_SIDE])
    parser.add_argument("--robust", action="store_true", help="also turned, shrunk, blurred, dark, covered faces")
    parser.add_argument("--show", action="store_true", help="name what was missed or invented at the shipped threshold")
    a = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    net = detector.Detector()
    net.load_state_dict(torch.load(a.weights, weights_only=True))
    print("%d parameters; millions of multiply-adds: %s" % (sum(p.numel() for p in net.parameters()), ", ".join(
        "%dx%d %.1f" % (w, h, detector.multiplications(net, h, w)) for w, h in ((480, 352), (480, 288), (320, 256), (640, 480), (128, 128)))))
    data = list(samples(a.media, a.golden))
    for side in a.sides:
        finder = detector.Finder(net, side)
        table(finder, data, a.show)
        if a.robust:
            robustness(finder, data)


if __name__ == "__main__":
    main()
