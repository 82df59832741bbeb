"""Persons of a CSV against where each of them is known to be.

who_is_who.py CSV [--most-switches N] [--least-idf1 X] NAME:FIRST-LAST:X0,Y0,X1,Y1[:DX] ...

Each place says that from frame FIRST to LAST (from 1) the middle of NAME's landmarks is in a box, which moves by DX pixels a
frame.  Prints "switches IDF1" and fails outside the bounds.  A switch: the number of a person is not the one he had when he
was found before.  IDF1 (Ristani et al., Performance Measures and a Data Set for Multi-Target Multi-Camera Tracking, 2016):
with numbers given to persons one to one as well as possible, 2 hits / (faces that are there + faces that are told)."""
import argparse
import csv


def read_place(text):
    name, frames, box, *speed = text.split(":")
    first, last = map(int, frames.split("-"))
    return name, first, last, tuple(map(float, box.split(","))), float(speed[0]) if speed else 0.0


def faces(path):
    """frame -> [(person, x, y)] of the faces that were found"""
    found = {}
    for row in csv.DictReader(open(path)):
        row = {name.strip(): value for name, value in row.items()}
        if row["success"].strip() == "1":
            middle = [sum(float(row["%s_%d" % (axis, i)]) for i in range(68)) / 68 for axis in "xy"]
            found.setdefault(int(row["frame"]), []).append((int(row["person"]), *middle))
    return found


def best_hits(hits, names, free):
    """most hits with each number given to one person"""
    if not names:
        return 0
    rest = best_hits(hits, names[1:], free)
    for number in {number for name, number in hits if name == names[0]} & free:
        rest = max(rest, hits[names[0], number] + best_hits(hits, names[1:], free - {number}))
    return rest


def judge(found, places):
    there = told = switches = 0
    hits, number_of = {}, {}
    told = sum(len(rows) for rows in found.values())
    for frame in range(1, max(place[2] for place in places) + 1):
        for name, first, last, (x0, y0, x1, y1), speed in places:
            if not first <= frame <= last:
                continue
            there += 1
            move = speed * (frame - first)
            inside = [face[0] for face in found.get(frame, []) if x0 + move <= face[1] < x1 + move and y0 <= face[2] < y1]
            if not inside:
                continue
            number = number_of[name] if number_of.get(name) in inside else inside[0]
            switches += name in number_of and number_of[name] != number
            number_of[name] = number
            hits[name, number] = hits.get((name, number), 0) + 1
    best = best_hits(hits, sorted({place[0] for place in places}), {number for _, number in hits})
    return switches, 2 * best / (there + told)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("csv")
    parser.add_argument("--most-switches", type=int, default=0)
    parser.add_argument("--least-idf1", type=float, default=0.9)
    parser.add_argument("places", nargs="+", type=read_place)
    given = parser.parse_args()
    switches, idf1 = judge(faces(given.csv), given.places)
    print("%s: switches %d, IDF1 %.3f" % (given.csv, switches, idf1))
    assert switches <= given.most_switches and idf1 >= given.least_idf1, (switches, idf1)


main()
