"""figures.py SUMMARIES RESULT...: every figure of the summaries is what csv and statistics make of the results."""
import csv
import math
import re
import statistics
import sys

EVENT_ROWS = 3
QUANTILES = {"p05": 0, "p25": 4, "p50": 9, "p75": 14, "p95": 18}  # of 20ths


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [{name.strip(): value.strip() for name, value in row.items()} for row in csv.DictReader(file)]


def events(rows, step_at, active):
    """runs of active rows; a gap is more than the smallest step of frame numbers until then"""
    count = run = 0
    last = None
    for row in rows:
        frame = int(row["frame"])
        if last is not None and frame - last > step_at[frame] > 0:
            run = 0
        last = frame
        run = run + 1 if row["success"] == "1" and active(row) else 0
        count += run == EVENT_ROWS
    return count


def check(summary, rows):
    everyone = sorted({int(row["frame"]) for row in rows})
    step_at, step = {}, 0
    for i, frame in enumerate(everyone):
        if i and (step == 0 or frame - everyone[i - 1] < step):
            step = frame - everyone[i - 1]
        step_at[frame] = step
    first, last = rows[0], rows[-1]
    row_seconds = step * (float(last["timestamp"]) - float(first["timestamp"])) / (everyone[-1] - everyone[0])
    mine = [row for row in rows if row["face_id"] == summary["person"]]
    valid = [row for row in mine if row["success"] == "1"]
    minutes = len(valid) * row_seconds / 60
    expected = {"frames": len(mine), "frames_valid": len(valid), "valid_share": len(valid) / len(mine),
                "seconds": len(mine) * row_seconds}
    for name in rows[0]:
        unit = re.fullmatch(r"(AU\d+[LR]?)_([rc])", name)
        if not unit:
            continue
        values = [float(row[name]) for row in valid if row[name]]
        if unit[2] == "r" and values:
            expected[unit[1] + "_mean"] = statistics.mean(values)
            if len(values) > 1:
                expected[unit[1] + "_sd"] = statistics.stdev(values)
                parts = statistics.quantiles(values, n=20, method="inclusive")
                expected.update({f"{unit[1]}_{key}": parts[at] for key, at in QUANTILES.items()})
        elif unit[2] == "c" and values:
            expected[unit[1] + "_rate"] = statistics.mean(values)
        presence = unit[1] + "_c" in rows[0]
        if (unit[2] == "c" or not presence) and values:
            name_c = unit[1] + "_c"
            found = events(mine, step_at, (lambda row: float(row[name_c]) == 1) if presence
                           else (lambda row: float(row[name] or "nan") >= 1))
            expected[unit[1] + "_events_per_minute"] = found / minutes
    compared = 0
    for name, value in summary.items():
        if name in ("result", "input", "person") or (name not in expected and not re.match(r"AU\d", name)):
            continue
        if name not in expected:
            assert value == "", f"{summary['result']}: {name} is {value}, and there is nothing to make it of"
            continue
        assert value and math.isclose(float(value), expected[name], rel_tol=1e-6, abs_tol=1.5e-6), \
            f"{summary['result']} person {summary['person']}: {name} is {value}, expected {expected[name]}"
        compared += 1
    assert compared == len(expected), f"{summary['result']}: {set(expected) - set(summary)} are missing"
    return compared


summaries = read(sys.argv[1])
compared = 0
for path in sys.argv[2:]:
    rows = read(path)
    mine = [summary for summary in summaries if summary["result"] == path]
    persons = sorted({int(row["face_id"]) for row in rows})
    assert [int(summary["person"]) for summary in mine] == persons, f"{path}: persons {persons}"
    compared += sum(check(summary, rows) for summary in mine)
assert len(summaries) > 0 and compared > 0
print(f"{compared} figures of {len(summaries)} rows")
