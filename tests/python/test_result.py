"""Results as arrays, tables and files."""
import os

import numpy as np
import pytest

import facsimile
from conftest import CLIP, command


@pytest.fixture(scope="module")
def result():
    return facsimile.extract(CLIP, "open", max_frames=12)


@pytest.fixture(scope="module")
def many():
    return facsimile.extract(CLIP, "open", max_frames=4, faces="many")


def test_shapes(result):
    n = len(result)
    assert n == 12 and result.complete and result.pictures is None
    assert (result.width, result.height, result.rate, result.pipeline) == (320, 240, 25.0, "open")
    assert result.landmarks.shape == (n, 68, 2) and result.landmarks_3d.shape == (n, 68, 3)
    assert result.pose.shape == (n, 6) and result.gaze.shape == (n, 2, 3) and result.gaze_angle.shape == (n, 2)
    assert result.success.dtype == bool and result.confidence.shape == result.timestamps.shape == (n,)
    assert result.aus.dtype.names == tuple(result.au_names) and result.aus.base is not None
    assert result["x"].shape == (n, 68) and result["p"].shape[0] == n
    assert np.array_equal(result.landmarks[:, 7, 1], result.frames["y_7"])
    assert np.array_equal(result.landmarks_3d[:, 7, 2], result.frames["Z_7"])
    assert np.array_equal(result.gaze[:, 1, 2], result["gaze_1_z"]) and np.array_equal(result.pose[:, 4], result["pose_Ry"])
    assert np.allclose(np.linalg.norm(result.gaze, axis=2), 1, atol=1e-5)
    with pytest.raises(KeyError, match="eye_lmk_x"):
        result.eye_landmarks
    assert "12 rows" in repr(result) and "open" in repr(result)


def test_schema(result):
    about = {column.name: column for column in result.schema}
    assert about["pose_Tx"].unit == "mm" and about["pose_Tx"].frame == "camera"
    assert about["x"].series and about["x"].count == 68 and about["x"].names[67] == "x_67"
    assert (about["AU12_r"].low, about["AU12_r"].high) == (0.0, 5.0) and about["AU12_r"].meaning


def test_memory_is_shared(result):
    assert np.shares_memory(result.frames, result["x"]) and np.shares_memory(result.frames, result.aus)
    result.frames["AU12_r"][0] += 0  # writable


def test_persons(result, many):
    assert many.persons == [0] and len(many.person(0)) == len(many)
    with pytest.raises(KeyError, match="person 3"):
        many.person(3)
    assert result.persons == [0]
    worse = facsimile.Result(result._records.copy(), result.schema)
    worse._records["success"][:2] = 0
    assert len(worse.good) == 10


def test_pandas(result):
    pandas = pytest.importorskip("pandas")
    table = result.to_pandas()
    assert list(table.columns) == list(result.frames.dtype.names) and len(table) == 12
    assert table["AU12_r"].to_numpy() == pytest.approx(result["AU12_r"], abs=0) and table.attrs["pipeline"] == "open"
    assert table.dtypes["frame"] == np.int64 and isinstance(table, pandas.DataFrame)


def test_feat(result):
    pytest.importorskip("pandas")
    feat = result.to_feat()
    assert list(feat.aus.columns)[:2] == ["AU01", "AU02"] and np.array_equal(feat.aus["AU12"], result["AU12_r"])
    assert list(feat.poses.columns) == ["Pitch", "Roll", "Yaw"]
    assert np.allclose(np.radians(feat.poses["Yaw"]), result["pose_Ry"]) and feat.landmarks.shape == (12, 136)
    assert list(feat.gazes.columns) == ["gaze_x", "gaze_y"]
    assert feat[feat.success].aus.shape[1] == feat.aus.shape[1]  # what is chosen of it is one, too


def test_polars(result):
    polars = pytest.importorskip("polars")
    table = result.to_polars()
    assert table.columns == list(result.frames.dtype.names) and table["AU12_r"].to_numpy().tolist() == \
        result["AU12_r"].tolist() and table.schema["frame"] == polars.Int64


def test_arrow_and_parquet(result, tmp_path):
    pytest.importorskip("pyarrow")
    import pyarrow.parquet
    table = result.to_arrow()
    assert table.schema.field("pose_Tx").metadata[b"unit"] == b"mm"
    result.to_parquet(tmp_path / "a.parquet")
    again = pyarrow.parquet.read_table(tmp_path / "a.parquet")
    assert again["AU12_r"].to_pylist() == result["AU12_r"].tolist() and os.listdir(tmp_path) == ["a.parquet"]


def test_extras_that_are_missing(result, monkeypatch):
    import sys
    for name, call in (("pandas", result.to_pandas), ("polars", result.to_polars), ("pyarrow", result.to_arrow),
                       ("matplotlib.pyplot", result.plot)):
        monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(ImportError, match="pip install"):
            call()


def test_files_are_whole_or_not_there(result, tmp_path):
    result.source = str(tmp_path / "clip.mp4")
    (tmp_path / "clip.mp4").write_bytes(b"video")
    with pytest.raises(ValueError, match="input itself"):
        result.to_csv(tmp_path / "clip.mp4")
    assert (tmp_path / "clip.mp4").read_bytes() == b"video"
    with pytest.raises(OSError):
        result.to_csv(tmp_path / "nowhere" / "a.csv")
    with pytest.raises(ZeroDivisionError):
        result._write(tmp_path / "b.csv", lambda part: 1 / 0)
    assert os.listdir(tmp_path) == ["clip.mp4"]
    result.source = CLIP


def test_read_csv(result, many, tmp_path):
    for some in (result, many):
        some.to_csv(tmp_path / "a.csv")
        again = facsimile.read_csv(tmp_path / "a.csv")
        assert again.frames.dtype.names == some.frames.dtype.names
        assert np.allclose(again.landmarks, some.landmarks, atol=0.051) and again.persons == some.persons
        again.to_csv(tmp_path / "b.csv")
        assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    import gzip
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress((tmp_path / "a.csv").read_bytes()))
    assert len(facsimile.read_csv(tmp_path / "a.csv.gz")) == len(many)


def test_read_others(tmp_path):
    """OpenFace's spaces, PyfaceAU's words, safe names, what is no table."""
    (tmp_path / "openface.csv").write_text("frame, face_id, timestamp, success, AU12_r, AU12_c, x_0, x_1\n"
                                           "1, 0, 0.000, 1, 0.52, 1.00, 200.1, 201.2\n")
    read = facsimile.read_csv(tmp_path / "openface.csv")
    assert read["AU12_r"][0] == 0.52 and read["x"].tolist() == [[200.1, 201.2]] and read.success[0]
    (tmp_path / "pyfaceau.csv").write_text("frame,timestamp,success,AU12_r\n0,0.0,True,1.5\n1,0.04,False,\n")
    read = facsimile.read_csv(tmp_path / "pyfaceau.csv")
    assert read.success.tolist() == [True, False] and np.isnan(read["AU12_r"][1])
    command("extract", CLIP, "--pipeline", "open", "--max-frames", "2", "--names", "safe", "-o", tmp_path / "safe.csv")
    assert facsimile.read_csv(tmp_path / "safe.csv").landmarks_3d.shape == (2, 68, 3)
    (tmp_path / "other.csv").write_text("frame,mood\n1,0.5\n")
    assert facsimile.read_csv(tmp_path / "other.csv")["mood"][0] == 0.5
    (tmp_path / "text.csv").write_text("frame,AU12_r\n1,much\n")
    with pytest.raises(facsimile.MediaError, match="text.csv.*2"):
        facsimile.read_csv(tmp_path / "text.csv")
    with pytest.raises(FileNotFoundError):
        facsimile.read_csv(tmp_path / "nothing.csv")


def test_compare_is_the_command_s(result, tmp_path):
    import json
    other = facsimile.Result(result._records[:10].copy(), result.schema)
    noise = np.random.default_rng(1)
    other._records["AU12_r"] += noise.random(10)
    other._records["x"] += noise.random((10, 68)).astype(np.float32)
    other._records["AU12_c"][:3] = 1 - other._records["AU12_c"][:3]
    other._records["success"][4] = 0
    result.to_csv(tmp_path / "a.csv")
    other.to_csv(tmp_path / "b.csv")
    said = json.loads(command("compare", tmp_path / "a.csv", tmp_path / "b.csv", "--json").stdout)
    ours = facsimile.compare(tmp_path / "a.csv", tmp_path / "b.csv")
    assert (ours.rows, ours.only_first, ours.only_second) == (10, 2, 0)
    assert [said["rows"][name] for name in ("both", "only_first", "only_second")] == [10, 2, 0]
    assert ours.success == pytest.approx(said["success_agreement"], abs=1e-6)
    for name, group in said["differences"].items():
        assert ours.groups[name] == pytest.approx((group["mean"], group["largest"]), abs=1e-6), name
    assert set(said["aus"]) >= set(ours.aus)
    for name, mine in ours.aus.items():
        unit = said["aus"][name]
        for value, figure in ((mine.r, unit["r"]), (mine.difference, unit["mean_difference"]),
                              (mine.presence, unit["presence_agreement"])):
            assert np.isnan(value) if figure is None else value == pytest.approx(figure, abs=1e-6), name


def test_summarise(result, tmp_path):
    result.to_csv(tmp_path / "a.csv")
    (tmp_path / "bad.csv").write_text("frame,AU12_r\n1,much\n")
    summary = facsimile.summarise([tmp_path / "a.csv", tmp_path / "bad.csv"], tmp_path / "s.csv")
    assert (summary.results, summary.rows) == (2, 1) and "line 2" in summary.failed[str(tmp_path / "bad.csv")]
    command("summarise", tmp_path / "a.csv", "-o", tmp_path / "t.csv")
    assert (tmp_path / "s.csv").read_bytes() == (tmp_path / "t.csv").read_bytes()
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError):
        facsimile.summarise(tmp_path / "empty", tmp_path / "u.csv")
    assert not (tmp_path / "u.csv").exists()
