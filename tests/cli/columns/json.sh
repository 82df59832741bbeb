# needs: python3
"$facsimile" columns --json >columns.json
python3 - <<'P'
import json
columns = json.load(open("columns.json"))
keys = ["name", "unit", "range", "decimals", "count", "meaning", "frame", "pipelines", "experimental", "group", "safe_name", "choice",
        "on_request", "rows"]
assert all(list(column) == keys for column in columns)
by_name = {column["name"]: column for column in columns}
assert len(by_name) == len(columns) == 205
x = by_name["x_"]
assert (x["unit"], x["range"], x["decimals"], x["count"], x["frame"]) == ("px", [None, None], 1, 68, "image"), x
assert by_name["AU12_r"]["range"] == [0, 5] and by_name["AU12_r"]["pipelines"] == ["openface", "open", "pyfaceau", "openface3"]
assert (x["safe_name"], x["choice"]) == ("x_", "2d") and by_name["X_"]["safe_name"] == "X3d_"
assert by_name["AU12L_r"]["pipelines"] == ["open"] and by_name["AU12L_r"]["experimental"] == []
assert by_name["AU04_r"]["experimental"] == by_name["AU04L_r"]["experimental"] == ["open"]
assert by_name["AU28_c"]["rows"] == {"one": 2, "many": 2, "stills": 1}
assert by_name["person"]["rows"] == by_name["track"]["rows"] == {"one": None, "many": 0, "stills": None}
assert by_name["face"]["rows"] == {"one": None, "many": None, "stills": 0} and by_name["face"]["decimals"] == 0
assert sum(column["count"] for column in columns if column["rows"]["one"] is not None and "openface" in column["pipelines"]
           and not column["on_request"]) == 714
assert [column["name"] for column in columns if column["on_request"] and column["choice"] != "raw"] == \
    ["gaze_head_angle_x", "gaze_head_angle_y", "gaze_screen_x", "gaze_screen_y"] + ["likelihood_" + part for part in ("mouth", "brows", "eyes", "nose", "jaw")]
raw = [column for column in columns if column["choice"] == "raw"]
assert len(raw) == 86 and all(column["on_request"] and column["rows"]["stills"] is None for column in raw)
P
