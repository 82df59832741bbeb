# needs: h5py python3
# the page's program; every value and attribute: hdf5/values
. "$cases/page.inc"
written --hdf5 face.h5
page h5py >program.py
cat >>program.py <<'P'

import csv
import numpy
rows = list(csv.DictReader(open("face.csv")))
assert list(file) == ["face_0"] and smile.shape == (30,) and points.shape == (30, 68) and unit == "px"
assert numpy.abs(smile - [float(row["AU12_r"]) for row in rows]).max() <= .0050001
assert numpy.abs(points[:, 30] - [float(row["x_30"]) for row in rows]).max() <= .050001
assert good.tolist() == [row["success"] == "1" for row in rows] and face["AU12_r"].attrs["description"].startswith("lip corner puller")
P
/usr/bin/python3 program.py
