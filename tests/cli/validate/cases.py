"""cases.py CASE: `facsimile validate` on small tables made here, in an empty folder."""
import json
import math
import os
import random
import subprocess
import sys

FACSIMILE = os.environ["facsimile"]
AUS = ["AU01_r", "AU02_r", "AU04_r", "AU05_r", "AU06_r", "AU07_r", "AU09_r", "AU10_r", "AU12_r", "AU14_r", "AU15_r",
       "AU17_r", "AU20_r", "AU23_r", "AU25_r", "AU26_r", "AU45_r"]
POSE = ["pose_Tx", "pose_Ty", "pose_Tz", "pose_Rx", "pose_Ry", "pose_Rz"]
ROWS = 40


def values(name, rows=ROWS):
    """Any, but always the same for a name; frames next to each other are independent."""
    chance = random.Random(name)
    return [round(chance.uniform(0, 3), 6) for _ in range(rows)]


def near(name, r, rows=ROWS):
    """As values(name), so that Pearson's r is as wanted: r x + sqrt(1 - r^2) of what is orthogonal to x."""
    x, noise = values(name, rows), values(name + " noise", rows)
    x = [value - sum(x) / rows for value in x]
    noise = [value - sum(noise) / rows for value in noise]
    part = sum(a * b for a, b in zip(x, noise)) / sum(a * a for a in x)
    noise = [b - part * a for a, b in zip(x, noise)]
    scale = math.sqrt(sum(a * a for a in x) / sum(b * b for b in noise))
    return [r * a + math.sqrt(1 - r * r) * scale * b for a, b in zip(x, noise)]


def table(names, first=1, rows=ROWS):
    """Columns of a table: frame, success, and what is named."""
    made = {"frame": list(range(first, first + rows)), "success": [1] * rows}
    made.update({name: values(name, rows) for name in names})
    return made


def write(path, columns, separator=",", leave_out=()):
    with open(path, "w") as file:
        print(separator.join(columns), file=file)
        for i, row in enumerate(zip(*columns.values())):
            if i not in leave_out:
                print(separator.join(str(value) for value in row), file=file)


def run(*arguments):
    return subprocess.run([FACSIMILE, "validate", *arguments], capture_output=True, text=True)


def expect(status, *texts, arguments=()):
    result = run("a.csv", "b.csv", *arguments)
    assert result.returncode == status, (result.returncode, status, result)
    for text in texts:
        assert text in " ".join((result.stdout + result.stderr).split()), (text, result)
    return result


def measured(status=0, *arguments):
    result = run("a.csv", "b.csv", "--json", "-", *arguments)
    assert result.returncode == status, (result.returncode, status, result)
    return json.loads(result.stdout)


def named(columns, name):
    return [column for column in columns if column["name"] == name][0]


def grades():
    wanted = {"AU01_r": (0.951, "excellent"), "AU02_r": (0.949, "good"), "AU04_r": (0.901, "good"),
              "AU05_r": (0.899, "acceptable"), "AU06_r": (0.831, "acceptable")}
    a = table(wanted)
    a.update({name: near(name, r) for name, (r, _) in wanted.items()})
    write("a.csv", a)
    write("b.csv", table(wanted))
    found = measured()
    for name, (r, grade) in wanted.items():
        column = named(found["action_units"], name)
        assert abs(column["r"] - r) < 1e-4 and column["grade"] == grade and column["enough"], (name, column)
    assert found["passed"] and found["judged"] == 5 and found["reference"] is None
    expect(0, "1 excellent, 2 good, 2 acceptable, 0 poor", "5 of 5 above 0.83, 5 needed: passed", "verdict passed")
    a["AU06_r"] = near("AU06_r", 0.829)
    write("a.csv", a)
    expect(1, "AU06_r 0.8290 poor", "4 of 5 above 0.83, 5 needed: below", "verdict below")
    found = measured(1)
    assert found["passed"] is False and named(found["action_units"], "AU06_r")["enough"] is False


def constant():
    """No r, no failure; what hardly varies in the reference is not judged, in the other it is."""
    a, b = table(AUS[:6]), table(AUS[:6])
    a["AU01_r"] = [0.1] * ROWS  # 40 times 0.1 is not exactly 4
    b["AU02_r"] = [0.7] * ROWS
    a["AU04_r"] = b["AU04_r"] = [0.3] * ROWS
    a["AU05_r"], b["AU05_r"] = values("other"), [0.01 * value for value in values("AU05_r")]
    a["AU06_r"] = [0.001 * value for value in values("AU06_r")]
    write("a.csv", a)
    write("b.csv", b)
    expect(0, "AU01_r n/a -", "constant in the first", "AU02_r n/a", "constant in the second", "constant in both",
           "almost constant", "AU06_r 1.0000 excellent", "2 of 2 above 0.83")
    found = measured()
    assert [column["not_judged"] for column in found["action_units"]] == [
        "constant in the first", "constant in the second", "constant in both", "almost constant", None, None], found
    assert named(found["action_units"], "AU01_r")["r"] is None
    assert 0.005 < named(found["action_units"], "AU05_r")["deviation_second"] < 0.02
    write("a.csv", {name: a[name] for name in ("frame", "success", "AU01_r", "AU05_r")})
    write("b.csv", b)
    expect(6, "verdict nothing can be judged")
    assert measured(6)["passed"] is None


def openface():
    """--reference openface: thresholds of its own."""
    shape, points = [f"p_{i}" for i in range(4)], [f"{axis}_{i}" for axis in "XYZ" for i in range(3)]
    names = AUS + POSE + shape + points

    def against(status, changes, *texts, keep=names, arguments=("--reference", "openface")):
        a, b = table(keep), table(keep)
        a.update({name: near(name, r) for name, r in changes.items()})
        write("a.csv", a)
        write("b.csv", b)
        expect(status, *texts, arguments=arguments)

    against(0, {"AU01_r": 0.5, "AU02_r": 0.829}, "15 of 17 above 0.83, 15 needed: passed", "verdict passed")
    against(1, {"AU01_r": 0.5, "AU02_r": 0.829}, "15 of 17 above 0.83, 17 needed: below", arguments=())
    against(1, {"AU01_r": 0.5, "AU02_r": 0.829, "AU04_r": 0.6}, "14 of 17 above 0.83, 15 needed: below", "verdict below")
    against(0, {"pose_Rx": 0.9951})
    against(1, {"pose_Rx": 0.9949}, "pose_Rx 0.9949 excellent", "0.995 needed", "pose 5 of 6 above 0.995, all needed: below")
    against(0, {"pose_Rx": 0.9949}, "pose 6 of 6 above 0.83", arguments=())
    against(0, {"p_1": 0.99}, "shape 0.9975 excellent mean of 4; least 0.9900, p_1")
    against(1, {"p_1": 0.97}, "shape mean r above 0.995 needed: below")
    against(0, {"Y_1": 0.11}, "3-D landmarks 0.9011 good mean of 9; least 0.1100, Y_1")
    against(1, {"Y_1": 0.09}, "3-D landmarks 0.8989 acceptable", "3-D landmarks mean r above 0.9 needed: below")
    against(0, {"Y_1": 0.09}, "3-D landmarks mean r above 0.83 needed: passed", arguments=())
    # of fewer action units as many in proportion
    against(0, {"AU01_r": 0.5}, "9 of 10 above 0.83, 9 needed: passed", keep=AUS[:10])
    against(1, {"AU01_r": 0.5}, "7 of 8 above 0.83, 8 needed: below", keep=AUS[:8])


def reference_of_another():
    """What is known to be no result of OpenFace is no reference without a word."""
    write("a.csv", table(AUS))
    write("b.csv", table(AUS))
    quiet = expect(0, arguments=("--reference", "openface"))
    assert quiet.stderr == "", quiet
    with open("b.csv.facsimile.json", "w") as file:
        json.dump({"facsimile_sidecar": 1, "pipeline": {"name": "open"}}, file)
    expect(0, "warning: b.csv is from the pipeline open: no result of OpenFace", arguments=("--reference", "openface"))
    assert expect(0).stderr == ""


def sign():
    a = table(["AU12_r", *POSE])
    b = dict(a)
    a["pose_Rx"] = [-value for value in a["pose_Rx"]]
    a["pose_Ty"] = near("pose_Ty", -0.3)  # not clearly
    a["AU12_r"] = [3 - value for value in a["AU12_r"]]  # no pose
    write("a.csv", a)
    write("b.csv", b)
    result = expect(1, "pose_Rx -1.0000 poor", "the sign is turned")
    assert result.stdout.count("the sign is turned") == 1, result.stdout
    assert [column["name"] for column in measured(1)["pose"] if column["sign_turned"]] == ["pose_Rx"]


def offset():
    """Frames counted from 0 and from 1, and tables that are a frame apart."""
    names = ["AU01_r", "AU12_r", "pose_Rx"]
    write("a.csv", table(names, first=0))
    write("b.csv", table(names, first=1))
    expect(0, "frames N of the first is N+1 of the second: they begin at 0 and 1", "rows 40 judged; 0 only in the first, 0 only")
    found = measured()
    assert found["rows"]["frame_offset"] == 1 and found["action_units"][0]["r"] == 1, found
    assert found["rows"]["offset_scores"]["1"] == 1 and found["rows"]["offset_scores"]["0"] < 0.5, found
    write("a.csv", table(names, first=1))
    write("b.csv", table(names, first=0))
    expect(0, "frames N of the first is N-1 of the second: they begin at 1 and 0")
    for shift in (-2, -1, 1, 2):  # cut at the front as well
        write("a.csv", table(names, first=10))
        write("b.csv", table(names, first=10 + shift), leave_out=(0, 1))
        result = expect(0, f"frames N of the first is N{shift:+d} of the second: they agree best so, mean |r| 1.0000, and 0.",
                        "rows 38 judged; 2 only in the first, 0 only in the second")
        assert "with N+0" in result.stdout
    # 0 and 1, but the numbers are those of the same frames: one begins later
    write("a.csv", table(names, first=0))
    write("b.csv", table(names, first=0), leave_out=(0,))
    expect(0, "frames N of the first is N+0 of the second: they agree best so")
    # no further than 2
    write("a.csv", table(names, first=10))
    write("b.csv", table(names, first=13))
    assert measured(1)["rows"]["frame_offset"] == 0
    # too few rows to tell: where they begin says it
    write("a.csv", table(names, first=0, rows=5))
    write("b.csv", table(names, first=1, rows=5))
    assert measured()["rows"]["frame_offset"] == 1
    assert "frames" not in run("a.csv", "a.csv").stdout


def failed():
    """Rows in which a side failed are left out, in the words of every program."""
    a, b = table(["AU12_r"]), table(["AU12_r"])
    a["success"] = ["True"] * ROWS
    for i in (3, 4):
        a["success"][i], a["AU12_r"][i] = "False", ""
    for i in (4, 5, 6):
        b["success"][i], b["AU12_r"][i] = 0, 99
    a["success"][7] = ""  # no success either
    write("a.csv", a)
    write("b.csv", b)
    expect(0, "rows 35 judged", "left out 5: 3 failed in the first, 3 in the second", "AU12_r 1.0000")
    rows = measured()["rows"]
    assert (rows["left_out"], rows["failed_first"], rows["failed_second"]) == (5, 3, 3), rows
    # a value that is missing though the row succeeded
    a["AU12_r"][20] = ""
    write("a.csv", a)
    expect(0, "in 34 rows")
    assert measured()["action_units"][0]["rows"] == 34
    b["success"] = [0] * ROWS
    write("b.csv", b)
    expect(6, "a.csv and b.csv have no row in common in which both succeeded: of 40, 3 failed in the first, 40 in the second")


def landmarks():
    """Their error in pixels and in shares of the distance of the outer eye corners of the reference."""
    names = [f"{axis}_{i}" for axis in "xy" for i in range(68)]
    a, b = table(names), table(names)
    for i in range(68):
        a[f"x_{i}"] = [value + 3 for value in a[f"x_{i}"]]
        a[f"y_{i}"] = [value + 4 for value in a[f"y_{i}"]]
    for columns, shift in ((a, 3), (b, 0)):
        columns["x_36"], columns["x_45"] = [100 + shift] * ROWS, [180 + shift] * ROWS
    for columns, shift in ((a, 4), (b, 0)):
        columns["y_36"], columns["y_45"] = [50 + shift] * ROWS, [110 + shift] * ROWS
    write("a.csv", a)
    write("b.csv", b)
    expect(6, "2-D landmarks 5.0000 px, 5.00 % of the distance of the outer eye corners", "nothing can be judged")
    found = measured(6)["landmarks_2d"]
    assert found["points"] == 68 and abs(found["mean_px"] - 5) < 1e-9 and abs(found["mean_percent"] - 5) < 1e-9, found
    for columns in (a, b):
        del columns["x_45"]
        columns["AU12_r"] = values("AU12_r")
    write("a.csv", a)
    write("b.csv", b)
    found = measured()["landmarks_2d"]
    assert found["mean_percent"] is None and found["points"] == 67, found
    assert "%" not in expect(0, "2-D landmarks 5.0000 px").stdout


def faces():
    """Several faces in a video: matched by face_id, in whatever order."""
    names = ["AU12_r"]
    one, two = table(names), table(["AU01_r"])
    columns = {"frame": one["frame"] * 2, "face_id": [0] * ROWS + [1] * ROWS, "success": [1] * 2 * ROWS,
               "AU12_r": one["AU12_r"] + two["AU01_r"]}
    write("a.csv", columns)
    write("b.csv", {name: list(reversed(values)) for name, values in columns.items()})
    expect(0, "rows 80 judged; 0 only in the first", "AU12_r 1.0000")
    # a table that knows one face is about the first
    write("b.csv", one)
    expect(0, "rows 40 judged; 40 only in the first, 0 only in the second", "AU12_r 1.0000")


def stills():
    """Pictures have no frame: faces are matched; without faces, the rows in their order."""
    a = {"face": [0, 1, 2, 3], "confidence": [1] * 4, "AU12_r": [0.5, 1, 2, 0]}
    write("a.csv", a)
    write("b.csv", {name: list(reversed(values)) for name, values in a.items()})
    result = expect(0, "rows 4 judged", "AU12_r 1.0000")
    assert "by their order" not in result.stdout and measured()["rows"]["matched_by"] == "face"
    write("b.csv", {name: a[name] for name in ("confidence", "AU12_r")})
    expect(0, "matched by their order: they do not both have a frame or face", "AU12_r 1.0000")
    assert measured()["rows"]["matched_by"] == "order"
    write("a.csv", {name: values[:2] for name, values in a.items()})
    write("b.csv", {name: values[:2] for name, values in a.items()})
    expect(6, "AU12_r n/a", "too few rows", "nothing can be judged")


def column_sets():
    """What both have is compared, what one has is named; names with blanks in front, as OpenFace writes them."""
    a = table(["AU01_r", "AU12_r", "AU12L_r", "pose_Rx", *(f"x_{i}" for i in range(68))])
    b = {"frame": a["frame"], "face_id": [0] * ROWS, "success": a["success"], "gaze_0_x": a["AU01_r"],
         "AU12_r": a["AU12_r"], "AU45_r": a["AU01_r"], "X_0": a["AU01_r"], "X_1": a["AU01_r"]}
    write("a.csv", a)
    write("b.csv", b, separator=", ")
    result = expect(0, "only in the first: AU01_r, AU12L_r, pose_Rx, x_0 ... x_67 only in the second: AU45_r, X_0 ... X_1 action",
                    "1 of 1 above 0.83")
    assert "gaze" not in result.stdout
    found = measured()
    assert found["only_first"] == ["AU01_r", "AU12L_r", "pose_Rx", "x_0 ... x_67"], found
    assert found["only_second"] == ["AU45_r", "X_0 ... X_1"], found
    assert "\n  AU01_r, AU12L_r, pose_Rx, x_0 ... x_67\n" in result.stdout, result.stdout
    # in lines of a terminal
    write("b.csv", {**b, **{f"AU{i}_r": a["AU01_r"] for i in range(100, 130)}})
    assert all(len(line) <= 80 for line in expect(0).stdout.splitlines())


def table_shown():
    """The table as it is, to the character."""
    a, b = table(["AU01_r", "AU12_r", "pose_Rx", "p_0", "p_1", "X_0"], first=0), table(["AU12_r", "pose_Rx", "p_0", "p_1", "X_0", "AU45_r"])
    a["success"][5] = 0
    a["pose_Rx"] = [-value for value in a["pose_Rx"]]
    b["p_1"] = [1] * ROWS
    write("a.csv", a)
    write("b.csv", b)
    result = expect(1)
    assert result.stdout == open(os.path.join(os.path.dirname(__file__), "table-shown.txt")).read(), result.stdout


def errors():
    write("a.csv", table(AUS))
    for name, text, status, message in (
            ("b.csv", "frame,success,gaze_0_x\n1,1,0\n", 6, "a.csv and b.csv have no column in common that can be judged: action units"),
            ("b.csv", "frame,success,AU12_r\n99,1,0\n", 6, "a.csv and b.csv have no row in common"),
            ("b.csv", "frame,success,AU12_r\n", 6, "have no row in common"),
            ("b.csv", "frame,success,AU12_r\n1,1,much\n", 6, "b.csv: line 2: expected 3 numbers"),
            ("b.csv", "frame,success,AU12_r\n1,Truely,1\n", 6, "something else in column 2"),
            ("b.csv", "frame,success,AU12_r\n1,1\n", 6, "something else in column 2"),
            ("b.csv", "", 6, "b.csv: does not start with a CSV header line"),
            ("b.csv", "\x89PNG\n", 6, "b.csv: does not start with a CSV header line")):
        with open(name, "w") as file:
            file.write(text)
        result = expect(status, message)
        assert result.stdout == "" and result.stderr.count("\n") == 1, result
    os.remove("b.csv")
    expect(5, "b.csv: cannot be read: No such file or directory")
    os.mkdir("b.csv")
    expect(5, "b.csv: cannot be read: Is a directory")


def usage():
    write("a.csv", table(AUS))
    for arguments, message in ((["a.csv"], "two CSV files are needed"),
                               (["a.csv", "a.csv", "a.csv"], ""),
                               (["a.csv", "a.csv", "--reference", "openface3"], "--reference is openface, not 'openface3'"),
                               (["a.csv", "a.csv", "--json", "a.csv"], "a.csv: cannot be both a result and the JSON (--json)")):
        result = run(*arguments)
        assert result.returncode == 2 and message in result.stderr and result.stdout == "", (arguments, result)
    before = open("a.csv").read()
    assert before.startswith("frame")
    assert run("a.csv", "a.csv", "--json", "no/such/folder.json").returncode == 7


def json_file():
    """Beside the table in a file, in its place on standard output: the same."""
    write("a.csv", table(AUS + POSE))
    write("b.csv", table(AUS + POSE))
    result = expect(0, "verdict passed", arguments=("--json", "found.json"))
    found = json.load(open("found.json"))
    assert found == measured()
    assert found["passed"] is True and found["judged"] == found["enough"] == 23 and found["first"] == "a.csv"
    assert found["shape"] is None and found["landmarks_3d"] is None and found["landmarks_2d"] is None
    assert result.stderr == ""


cases = {name.replace("_", "-"): value for name, value in list(globals().items())
         if callable(value) and value.__module__ == "__main__"}
cases[sys.argv[1]]()
