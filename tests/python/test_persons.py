"""What is known of persons and screens, shared models, profiles, other names, mirrored halves, shards."""
import json
import math
import shutil
import statistics
import subprocess

import numpy as np
import pytest

import facsimile
from conftest import CLIP, command, data, needs_openface

FRAMES = 200


def equal(a, b):
    assert a.frames.dtype == b.frames.dtype
    for name in a.frames.dtype.names:
        assert np.array_equal(a.frames[name], b.frames[name], equal_nan=True), name


# ---- calibrations, persons ----

def test_calibrations(frames, models, tmp_path):
    learnt = facsimile.Calibration.learn(CLIP, models=models, max_frames=12)
    facsimile.extract(CLIP, models=models, save_calibration=tmp_path / "file.json")
    file = facsimile.Calibration(tmp_path / "file.json")
    assert file.persons == learnt.persons == [0] and file.frames[0] >= 150
    assert len(file.values(0, "neutral")) and not len(file.values(0, "medians"))
    with pytest.raises(KeyError, match="person 3"):
        file.values(3, "neutral")
    file.save(tmp_path / "again.json")
    assert np.array_equal(facsimile.Calibration(tmp_path / "again.json").values(0, "neutral"), file.values(0, "neutral"))
    by_path = facsimile.extract(frames, models=models, rate=25, calibration=tmp_path / "file.json")
    equal(by_path, facsimile.extract(frames, models=models, rate=25, calibration=file))
    assert not np.array_equal(by_path["AU12_r"], facsimile.extract(frames, models=models, rate=25)["AU12_r"])
    with facsimile.Session(models=models) as session:
        session.calibrate(file)
        assert len(list(session.process(frames[:2], 25))) == 2
    with facsimile.Session(models=models) as session:
        list(session.process(frames, 25))
        assert session.calibration().persons == [0]
    with pytest.raises(facsimile.EmptyError):
        facsimile.Calibration.learn(_black(tmp_path), pipeline="open")
    with pytest.raises(FileNotFoundError):
        facsimile.Calibration(tmp_path / "nothing.json")
    with pytest.raises(TypeError, match="colour"):
        facsimile.Calibration.learn(CLIP, colour=1)


def _black(folder):
    image = pytest.importorskip("PIL.Image")
    (folder / "black").mkdir()
    for i in range(3):
        image.new("RGB", (64, 64)).save(folder / "black" / f"{i}.png")
    return folder / "black"


def test_gallery(frames, models):
    """Somebody has one number in all videos, and one gallery is in one session."""
    gallery = facsimile.Gallery()
    both = np.concatenate((frames, frames), 2)
    one = facsimile.extract(frames, models=models, faces="many", rate=25, gallery=gallery)
    assert one.persons == [0]
    assert facsimile.extract(CLIP, models=models, faces="many", max_frames=12, gallery=gallery).persons == [0]
    assert set(facsimile.extract(both, models=models, faces="many", rate=25, gallery=gallery).persons) >= {0}
    with facsimile.Session(models=models, faces="many", gallery=gallery):
        with pytest.raises(facsimile.StateError):
            facsimile.Session(models=models, faces="many", gallery=gallery)
    facsimile.Session(models=models, faces="many", gallery=gallery).close()


def test_raw_action_units(frames, models):
    with facsimile.Session(models=models, raw_au=True) as session:
        results = list(session.process(frames, 25))
        raw, baseline = session.final_raw_aus(5)
        assert raw.shape == baseline.shape == (len(session.intensities),)
        whole = facsimile.extract(frames, models=models, rate=25, columns="raw")
        for i, unit in enumerate(session.intensities):
            assert raw[i] == whole[unit.column[:-2] + "_raw"][5] and baseline[i] == whole[unit.column[:-2] + "_baseline"][5]
    assert results[0].faces[0].au_raw.shape == results[0].faces[0].au_baseline.shape == raw.shape
    with facsimile.Session(models=models) as session:
        assert next(session.process(frames[:1], 25)).faces[0].au_raw is None


# ---- gaze on a screen ----

@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    """Frames of the clip as an array, and as a video without loss."""
    if not shutil.which("ffmpeg"):
        pytest.skip("there is no ffmpeg")
    folder = tmp_path_factory.mktemp("recording")
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", CLIP, "-frames:v", str(FRAMES), "-f", "rawvideo", "-pix_fmt", "bgr24", "-"],
                         check=True, capture_output=True).stdout
    subprocess.run(["ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", "320x240", "-r", "25", "-i", "-", "-c:v", "rawvideo",
                    str(folder / "clip.avi")], input=raw, check=True)
    return np.frombuffer(raw, np.uint8).reshape(-1, 240, 320, 3), folder / "clip.avi"


def points(result, path, **more):
    """Points where somebody looked, by a known map, as frames."""
    plane = [[tx + tz * math.tan(gx), ty + tz * math.tan(gy)] for tx, ty, tz, (gx, gy) in
             zip(result["pose_Tx"], result["pose_Ty"], result["pose_Tz"], result.gaze_angle)]
    length = 8
    windows = [(i, [statistics.median(p[a] for p in plane[i:i + length]) for a in (0, 1)])
               for i in range(0, len(plane) - length, length)]
    chosen = [pick(windows, key=lambda w, a=a: w[1][a]) for a in (0, 1) for pick in (min, max)]
    while len(chosen) < 8:
        chosen.append(max(windows, key=lambda w: min(math.dist(w[1], c[1]) for c in chosen)))
    place = [[400 + 1.5 * p[0] + 0.2 * p[1], 300 - 0.1 * p[0] + 6 * p[1]] for p in plane]
    screen = [{"screen": [400 + 1.5 * p[0] + 0.2 * p[1], 300 - 0.1 * p[0] + 6 * p[1]], "from_frame": i + 1, "to_frame": i + length}
              for i, p in chosen]
    path.write_text(json.dumps({"unit": "mm", "screen_size": [1200, 900], "points": screen, **more}))
    return np.array(place)


def test_gaze_on_a_screen(recording, models, tmp_path):
    """Frames that are arrays against the file: measured, saved, and used again."""
    frames, video = recording
    plain = facsimile.extract(video, models=models)
    places = points(plain, tmp_path / "points.json")
    file = facsimile.extract(video, models=models, gaze_calibration=tmp_path / "points.json",
                             save_gaze_calibration=tmp_path / "file.json")
    array = facsimile.extract(frames, models=models, times=plain.timestamps, gaze_calibration=tmp_path / "points.json",
                              save_gaze_calibration=tmp_path / "array.json")
    equal(file, array)
    assert (tmp_path / "file.json").read_text() == (tmp_path / "array.json").read_text()
    assert np.median(np.linalg.norm(array.gaze_screen - places, axis=1)) < 2
    assert {column.unit for column in array.schema if column.name.startswith("gaze_screen")} == {"mm"}
    some = slice(20, 40)
    again = facsimile.extract(frames[some], models=models, rate=25, gaze_calibration=tmp_path / "file.json")
    with facsimile.Session(models=models, gaze_calibration=tmp_path / "file.json") as session:
        seen = [result.faces[0].gaze_screen for result in session.process(frames[some], 25)]
    assert np.array_equal(again.gaze_screen, np.stack(seen), equal_nan=True) and np.isfinite(again.gaze_screen).all()
    other = frames[:12, :, :200]
    for call in (lambda: facsimile.extract(other, models=models, rate=25, gaze_calibration=tmp_path / "file.json"),
                 lambda: facsimile.extract(frames[:12], models=models, rate=25, camera=(900, 900),
                                           gaze_calibration=tmp_path / "file.json")):
        with pytest.raises(facsimile.ArgumentError, match="of one camera"):
            call()
    with pytest.raises(ValueError, match="nothing new"):
        facsimile.extract(frames[:12], models=models, rate=25, gaze_calibration=tmp_path / "file.json",
                          save_gaze_calibration=tmp_path / "b.json")
    with pytest.raises(facsimile.ArgumentError, match="point [1-8] .*are needed"):  # too little of it
        facsimile.extract(frames[:12], models=models, rate=25, gaze_calibration=tmp_path / "points.json")
    with pytest.raises(ValueError, match="one face"):
        facsimile.extract(frames[:12], models=models, rate=25, faces="many", gaze_calibration=tmp_path / "file.json")
    with pytest.raises(ValueError, match="one face"):
        facsimile.extract(frames[0], models=models, gaze_calibration=tmp_path / "file.json")
    with pytest.raises(ValueError, match="to be measured yet"):
        facsimile.Session(models=models, gaze_calibration=tmp_path / "points.json")
    points(plain, tmp_path / "clip.json", clip="dots.mp4")
    with pytest.raises(facsimile.ArgumentError, match="dots.mp4"):
        facsimile.extract(frames[:12], models=models, rate=25, gaze_calibration=tmp_path / "clip.json")


# ---- models, profiles, names ----

def test_shared_models(frames, models):
    equal(facsimile.extract(CLIP, models=models, max_frames=4), facsimile.extract(CLIP, "open", max_frames=4))
    still = facsimile.extract(frames[0], models=models)
    equal(still, facsimile.extract(frames[0], "open"))
    with facsimile.live(CLIP, models=models) as running:
        assert next(running).faces[0].success
    assert models.networks == []  # none of ONNX Runtime's


def test_networks(networks):
    opened = facsimile.Models("openface3", network_trace=True)
    result = facsimile.extract(data("media/default.wmv"), models=opened, max_frames=2)
    assert result.pipeline == "openface3" and len(result) == 2
    names = {network.name: network for network in opened.networks}
    assert len(names) == 3 and all(network.provider == "cpu" and network.runs >= 1 for network in names.values())
    assert any(part.kind == "operator" and part.calls > 0 for network in names.values() for part in network.parts)


def test_profiles(frames, models):
    file = facsimile.extract(CLIP, models=models, max_frames=4, profile=True)
    array = facsimile.extract(frames[:4], models=models, rate=25, profile=True)
    assert file.profile.frames == array.profile.frames == 4
    assert file.profile.stages["decode"].calls >= 4 and "decode" not in array.profile.stages
    assert array.profile.stages["detect"].seconds > 0 and array.profile.cpu > 0
    assert facsimile.extract(CLIP, models=models, max_frames=2).profile is None
    with facsimile.Session(models=models) as session:
        with pytest.raises(facsimile.StateError):
            session.profile()


def test_safe_names(frames, models, tmp_path):
    command("extract", CLIP, "--pipeline", "open", "--max-frames", "3", "--names", "safe", "-o", tmp_path / "a.csv")
    result = facsimile.extract(CLIP, models=models, max_frames=3, names="safe", output=tmp_path / "b.csv")
    result.to_csv(tmp_path / "c.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes() == (tmp_path / "c.csv").read_bytes()
    assert result.landmarks_3d.shape == (3, 68, 3) and "X_0" in result.frames.dtype.names  # its own stay OpenFace's
    names = [name for column in result.schema for name in column.called("safe")]
    assert "X3d_0" in names and len({name.lower() for name in names}) == len(names)
    pytest.importorskip("pandas")
    assert list(result.to_pandas().columns) == names and list(result.good.to_pandas().columns) == names
    result.names = None
    assert "X_0" in result.to_pandas().columns
    with pytest.raises(ValueError, match="short"):
        facsimile.extract(CLIP, models=models, max_frames=1, names="short")


def test_files_beside_the_result(models, tmp_path):
    facsimile.extract(CLIP, models=models, max_frames=2, output=tmp_path / "a.csv", sidecar=True)
    assert json.loads((tmp_path / "a.csv.facsimile.json").read_text())["pipeline"]["name"] == "open"


def test_what_openface_s_programs_can_be_told(tmp_path):
    folder, video = needs_openface(), data("media/default.wmv")
    keywords = {"max_frames": 2, "model_dir": folder, "threads": 1}
    usual = facsimile.extract(video, "openface", **keywords)
    image = pytest.importorskip("PIL.Image")
    other = facsimile.extract(video, "openface", fit={"sigma": 3.0, "iterations": 2}, aligned={"side": 64, "format": "png", "grey": True},
                              outputs=[("aligned", tmp_path / "faces")], **keywords)
    assert not np.array_equal(usual.landmarks, other.landmarks)
    made = image.open(sorted((tmp_path / "faces").rglob("*.png"))[0])
    assert made.size == (64, 64) and made.mode == "L"


# ---- two halves, shards ----

def test_mirror_is_the_command_s(models, tmp_path):
    command("mirror", CLIP, "-o", tmp_path / "a", "--pipeline", "open", "--max-frames", "12", "--no-videos", "-q")
    seen = []
    summary = facsimile.mirror(CLIP, tmp_path / "b", models=models, point_models=models, videos=False, max_frames=12,
                               callback=lambda at: seen.append(at.frames_done))
    assert summary.frames == 12 and summary.pipeline == "open" and seen
    names = sorted(path.name for path in (tmp_path / "a").glob("*.csv"))
    assert names == sorted(path.name for path in (tmp_path / "b").glob("*.csv")) and len(names) == 4
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
    unit = summary.units["AU12"]
    assert unit.peak[0] >= unit.mean[0] and len(unit.peak_frame) == 2
    with pytest.raises(facsimile.StoppedError):
        facsimile.mirror(CLIP, tmp_path / "c", models=models, videos=False, callback=lambda at: True)
    assert not list((tmp_path / "c").glob("*.csv"))


def test_shards(tmp_path):
    (tmp_path / "study").mkdir()
    for name in "abc":
        shutil.copy(CLIP, tmp_path / "study" / f"{name}.mp4")
    done = [facsimile.batch(tmp_path / "study", tmp_path / "out", "threads", pipeline="open", max_frames=2, shard=(i, 2))
            for i in (1, 2)]
    assert sum(part.ok for part in done) == 3 and "2-of-2" in done[1].manifest
    whole = facsimile.merge(tmp_path / "out")
    assert (whole.inputs, whole.kept, whole.failed, whole.frames) == (3, 3, 0, 6) and whole.manifest.endswith("manifest.tsv")
    with pytest.raises(FileNotFoundError):
        facsimile.merge(tmp_path / "study")
