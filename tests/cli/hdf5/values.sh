# needs: clip python3 h5py
# what a reader finds: the values of the CSV before they are rounded, final action units, units and meanings of the schema
"$facsimile" extract "$clip" --pipeline open --max-frames 70 -q -o out.csv --hdf5 out.h5
"$facsimile" columns --json >columns.json
/usr/bin/python3 - <<'P'
import csv, json, h5py, numpy
rows = list(csv.DictReader(open("out.csv")))
columns = {column["name"]: column for column in json.load(open("columns.json"))}
file = h5py.File("out.h5", "r")
assert list(file) == ["face_0"] and isinstance(file.attrs["facsimile"], str)
face, cells = file["face_0"], 0
for name, data in face.items():
    column = columns[name] if name in columns else columns[name + "_"]
    assert data.attrs["unit"] == column["unit"] and data.attrs["description"] == column["meaning"], name
    assert data.attrs.get("frame", "") == column["frame"], name
    values = data[:]
    assert len(values) == len(rows) == 70 and values.ndim == (2 if column["name"].endswith("_") else 1), name
    for i in range(values.shape[1] if values.ndim == 2 else 1):
        cell = name if values.ndim == 1 else "%s%d" % (column["name"], i)
        written = numpy.array([float(row[cell]) for row in rows])
        ours = (values if values.ndim == 1 else values[:, i]).astype(float)
        assert numpy.abs(written - ours).max() <= 0.5000001 * 10.0 ** -column["decimals"], cell
        cells += 1
assert cells == len(rows[0]) and face["x"].shape == (70, 68)
assert face["frame"].dtype == "i8" and face["success"].dtype == "u1" and face["x"].dtype == "f4" and face["AU12_r"].dtype == "f8"
P
