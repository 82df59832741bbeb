"""inputs.py REPORT.html: what tables.py wrote is what the page says."""
import sys

from read_page import Page, columns, unpack

page = Page(sys.argv[1])
theirs, ours, mirrored, zero = page.data["results"]
assert page.title == "theirs, ours.csv, anna_sides, zero", page.title


def events(person, unit, side="both"):
    return [(e["onset"], e["apex"], e["offset"]) for e in person["events"] if (e["unit"], e["side"]) == (unit, side)]


person = theirs["persons"][0]
assert (theirs["frames"], theirs["valid"], person["rows"], person["valid"]) == (150, 139, 150, 139)
assert unpack(columns(person)["AU12_r"])[105] is None and unpack(columns(person)["success"])[105] == 0
[(onset, apex, offset)] = events(person, "AU12")
assert abs(onset - 41) <= 1 and apex == 50 and abs(offset - 59) <= 1, (onset, apex, offset)
assert events(person, "AU28") == [(0, 4, 9)] and [e["intensity"] for e in person["events"] if e["unit"] == "AU28"] == [None]
assert person["sides"] is None and theirs["pipeline"] is None and theirs["input"] is None and person["label"] == "Face 0"

first, second = ours["persons"][0], ours["persons"][1]
assert [p["label"] for p in ours["persons"]] == ["Person 0", "Person 3"] and (ours["frames"], ours["valid"]) == (120, 120)
assert events(first, "AU12") and events(first, "AU12", "left") and not events(first, "AU12", "right")
# 3 movements on the right from frame 40 on, of which the person's absence takes all but the beginning
[event] = [e for e in second["events"] if e["side"] == "right"]
assert event["ends"] is False and event["offset"] == 49 and "begins" not in event, event
assert [(s["unit"], round(s["asymmetry"]), round(s["asymmetry_peak"])) for s in first["sides"]] == [("AU12", 1, 1)]
assert [round(s["asymmetry"]) for s in second["sides"]] == [-1]

person = mirrored["persons"][0]
assert (mirrored["frames"], mirrored["valid"]) == (80, 79) and "head_yaw" in columns(person)
[side] = person["sides"]
assert side["unit"] == "AU12" and abs(side["asymmetry"] - 0.75) < 0.001 and abs(side["left_peak"] - 3) < 0.01, side
assert len(events(person, "AU12", "left")) == 1

person = zero["persons"][0]
assert unpack(person["frame"])[:3] == [0, 1, 2] and zero["valid"] == 62 and len(events(person, "AU12")) == 1
