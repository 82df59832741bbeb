"""page.py REPORT.html TABLE.csv: every number of the page is that of the table; pictures are pictures."""
import base64
import csv
import sys

from read_page import Page, columns, unpack

page = Page(sys.argv[1])
with open(sys.argv[2]) as file:
    rows = list(csv.DictReader(file))
result, person = page.result, page.result["persons"][0]
assert page.data["format"] == 1 and page.title == page.data["title"] == "heads", page.title
assert result["name"] == "heads.csv" and result["input"] == {"name": "heads.mp4", "width": 320, "height": 240, "frames": 60, "duration": 2.4}
assert result["pipeline"] == "open" and ["facsimile", page.data["made"]["program"].split()[1]] in result["versions"]
assert (result["frames"], result["valid"], result["warnings"]) == (60, 60, [])
assert (person["rows"], person["valid"], person["first"], person["last"]) == (60, 60, 0, 2.36)


def same(column, name):
    values = unpack(column)
    assert len(values) == len(rows)
    for value, row in zip(values, rows):
        assert abs(value - float(row[name])) <= column["scale"] / 2 + 1e-9, (name, value, row[name])


same(person["time"], "timestamp")
same(person["frame"], "frame")
shown = columns(person)
for name in rows[0]:
    if name.startswith(("AU", "pose_", "gaze_angle", "confidence", "success")) or name in ("gaze_0_x", "gaze_0_y", "gaze_1_x", "gaze_1_y"):
        same(shown.pop(name), name)
assert not shown, shown.keys()
for axis in "xy":
    assert len(person["points"][axis]) == person["points"]["count"] == 68
    for i, column in enumerate(person["points"][axis]):
        assert column["scale"] <= 0.5
        same(column, "%s_%d" % (axis, i))
assert 10 <= len(person["pictures"]) <= 12
for picture in person["pictures"]:
    head, data = picture["data"].split(",")
    assert head == "data:image/jpeg;base64" and base64.b64decode(data).startswith(b"\xff\xd8\xff") and 0 <= picture["row"] < 60
smile = [e for e in person["events"] if e["unit"] == "AU12" and e["side"] == "both"]
assert abs(smile[0]["apex"] + 1 - 32) <= 2, smile
assert {entry["name"] for entry in page.data["dictionary"]} >= {"AU12_r", "AU12L_r", "pose_Rx"}
labels = columns(person)
assert (labels["AU12_r"]["label"], labels["AU12_r"]["group"], labels["AU12L_r"]["group"]) == ("Lip corner puller", "au_r", "side")
if result["video"] and result["video"]["kind"] == "embedded":
    with open("carried", "wb") as file:
        file.write(page.video(result))
