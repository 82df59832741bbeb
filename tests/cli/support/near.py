"""near.py A.csv B.csv PIXELS: the same rows, whose landmarks are that near."""
import csv
import sys


def rows(path):
    with open(path) as table:
        return [{key.strip(): value for key, value in row.items()} for row in csv.DictReader(table)]


a, b, most = rows(sys.argv[1]), rows(sys.argv[2]), float(sys.argv[3])
assert len(a) == len(b) > 0, (len(a), len(b))
for one, two in zip(a, b):
    names = [name for name in one if name[:2] in ("x_", "y_")]
    assert names
    for name in names:
        assert abs(float(one[name]) - float(two[name])) <= most, (sys.argv[1], name, one[name], two[name])
