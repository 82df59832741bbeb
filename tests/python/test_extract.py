"""extract(): values, sources, stopping, errors."""
import logging
import os
import signal
import threading

import numpy as np
import pytest

import facsimile
from conftest import CLIP, command, data, decode, needs_openface


def equal(a, b):
    """Two results, to the bit."""
    assert a.frames.dtype == b.frames.dtype
    for name in a.frames.dtype.names:
        assert np.array_equal(a.frames[name], b.frames[name], equal_nan=True), name


def hdf5_equal(result, path):
    """Values of a result against those of the command's HDF5, which are not rounded."""
    h5py = pytest.importorskip("h5py")
    with h5py.File(path) as file:
        group = file["face_0"]
        assert set(group) == {column.name for column in result.schema}
        for column in result.schema:
            assert np.array_equal(group[column.name][:], result[column.name], equal_nan=True), column.name


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_values_are_the_command_s(tmp_path, threads):
    command("extract", CLIP, "--pipeline", "open", "--max-frames", "30", "-o", tmp_path / "a.csv", "--hdf5",
            tmp_path / "a.h5", "--threads", "1")
    result = facsimile.extract(CLIP, "open", max_frames=30, threads=threads)
    result.to_csv(tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    hdf5_equal(result, tmp_path / "a.h5")


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_values_of_openface(tmp_path, threads):
    folder = needs_openface()
    video = data("media/default.wmv")
    command("extract", video, "--pipeline", "openface", "--model-dir", folder, "--max-frames", "12", "-o", tmp_path / "a.csv",
            "--hdf5", tmp_path / "a.h5")
    result = facsimile.extract(video, "openface", max_frames=12, threads=threads, model_dir=folder)
    result.to_csv(tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    hdf5_equal(result, tmp_path / "a.h5")


@pytest.mark.parametrize("pipeline", ["pyfaceau", "openface3"])
def test_values_of_networks(networks, tmp_path, pipeline):
    video = data("media/default.wmv")
    command("extract", video, "--pipeline", pipeline, "--max-frames", "3", "-o", tmp_path / "a.csv", "--hdf5", tmp_path / "a.h5")
    for threads in (1, 2, 4):
        result = facsimile.extract(video, pipeline, max_frames=3, threads=threads)
        result.to_csv(tmp_path / "b.csv")
        assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
        hdf5_equal(result, tmp_path / "a.h5")
    array = facsimile.extract(decode(video, 3), pipeline, times=result.timestamps)
    for name in result.frames.dtype.names:
        assert np.array_equal(result.frames[name], array.frames[name], equal_nan=True), name


@pytest.mark.parametrize("arguments, keywords", [
    (["--faces", "many"], {"faces": "many"}),
    (["--columns", "au,pose"], {"columns": ["au", "pose"]}),
    (["--experimental"], {"experimental": True}),
    (["--smooth"], {"smooth": True}),
    (["--columns", "all,raw,gaze-head"], {"columns": ["all", "raw", "gaze-head"]}),
    (["--calibration", "online"], {"calibration": "online"}),
    (["--calibration", "none"], {"calibration": "none"}),
    (["--every", "3"], {"every": 3}),
    (["--names", "safe"], {"names": "safe"}),
])
def test_options_are_the_command_s(tmp_path, arguments, keywords):
    command("extract", CLIP, "--pipeline", "open", "--max-frames", "8", "-o", tmp_path / "a.csv", *arguments)
    facsimile.extract(CLIP, "open", max_frames=8, **keywords).to_csv(tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_picture_and_folder(tmp_path, frames):
    image = pytest.importorskip("PIL.Image")
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, i in (("a.png", 0), ("b.png", 5)):
        image.fromarray(frames[i][..., ::-1]).save(folder / name)
    command("extract", folder / "a.png", "--pipeline", "open", "-o", tmp_path / "a.csv")
    one = facsimile.extract(folder / "a.png", "open")
    one.to_csv(tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    command("extract", folder, "--image", "--pipeline", "open", "-o", tmp_path / "csv")
    both = facsimile.extract(folder, "open", image=True)
    assert both.pictures == ["a.png", "b.png"]
    both.to_csv(tmp_path / "ours")
    for name in ("a.csv", "b.csv"):
        assert (tmp_path / "csv" / name).read_bytes() == (tmp_path / "ours" / name).read_bytes()
    assert both.good.pictures == ["a.png", "b.png"]
    # the same pixels as an array and as a picture of PIL
    equal(one, facsimile.extract(frames[0], "open"))
    equal(one, facsimile.extract(image.open(folder / "a.png"), "open"))
    stills = facsimile.extract(frames[[0, 5]], "open", image=True)
    assert stills.pictures == ["0", "1"]
    equal(both, stills)


def test_no_face():
    black = np.zeros((120, 160, 3), np.uint8)
    result = facsimile.extract(black, "open")
    assert len(result) == 0 and "AU12_r" in result and result.landmarks.shape == (0, 68, 2)


@pytest.mark.parametrize("keywords", [{}, {"faces": "many"}, {"calibration": "online"}, {"calibration": "none"},
                                      {"columns": "au"}, {"experimental": True}, {"smooth": True},
                                      {"columns": "all,raw,gaze-head"}, {"columns": "raw", "calibration": "online"},
                                      {"columns": "au,raw", "faces": "many"}, {"names": "safe"}])
@pytest.mark.parametrize("threads", [1, 3])
def test_arrays_give_what_the_file_gives(frames, folder, keywords, threads):
    file = facsimile.extract(folder, "open", rate=25, **keywords)
    array = facsimile.extract(frames, "open", rate=25, threads=threads, **keywords)
    equal(file, array)
    assert [column.decimals for column in file.schema] == [column.decimals for column in array.schema]


def test_arrays_with_openface():
    folder, video = needs_openface(), data("media/default.wmv")
    file = facsimile.extract(video, "openface", max_frames=5, model_dir=folder)
    equal(file, facsimile.extract(decode(video, 5), "openface", times=file.timestamps, model_dir=folder))
    more = "all,likelihood,gaze-head"
    likely = facsimile.extract(video, "openface", max_frames=3, model_dir=folder, columns=more)
    assert "likelihood_mouth" in likely and "gaze_head_angle_x" in likely
    equal(likely, facsimile.extract(decode(video, 3), "openface", times=likely.timestamps, model_dir=folder, columns=more))


def test_iterables(frames):
    whole = facsimile.extract(frames, "open", rate=25)
    equal(whole, facsimile.extract(iter(frames), "open", rate=25))
    equal(whole, facsimile.extract(((frame, i / 25) for i, frame in enumerate(frames)), "open"))
    equal(whole, facsimile.extract(list(frames), "open", times=[i / 25 for i in range(len(frames))]))
    assert len(facsimile.extract(iter(frames), "open", rate=25, max_frames=4)) == 4


@pytest.mark.parametrize("source, keywords, said", [
    ("frames", {}, "rate"), ("frames", {"times": [0.0]}, "times: 1 of them for 12"),
    ("frames", {"rate": 25, "start": 1.0}, "start"), ("frames", {"rate": 25, "output": "a.csv"}, "to_csv"),
    ("frames", {"times": iter([0.0]), }, "frame 1"), ("frames", {"rate": 1, "times": [0.0] * 12}, "one of both"),
    ("frames", {"rate": 25, "columns": "nose"}, "'nose'"),
    ("frames", {"rate": 25, "names": "short"}, "'short'"), ("frames", {"rate": 25, "channels": "gbr"}, "'gbr'"),
    ("frames", {"rate": 25, "fit": {"sigma": 1}}, "fit: for files"), ("frames", {"rate": 25, "sidecar": True}, "sidecar"),
    ("frames", {"rate": 25, "save_gaze_calibration": "a.json"}, "is to name"),
    ("frames", {"rate": 25, "faces": "two"}, "'two'"), ("frames", {"rate": 25, "camera": (1, 2, 3)}, "camera"),
    (CLIP, {"times": [1.0]}, "a file has its own")])
def test_wrong_values(frames, source, keywords, said):
    with pytest.raises(ValueError, match=said):
        facsimile.extract(frames if source == "frames" else source, "open", **keywords)


def test_wrong_source():
    with pytest.raises(TypeError, match="source is a path"):
        facsimile.extract(5, "open")
    with pytest.raises(ValueError, match="neither a picture"):
        facsimile.extract(np.zeros((4, 5, 6), np.uint8), "open")


def test_errors(tmp_path):
    with pytest.raises(FileNotFoundError, match="nothing.mp4") as caught:
        facsimile.extract("nothing.mp4")
    assert isinstance(caught.value, facsimile.FacsimileError) and caught.value.status_name == "FACS_E_NOT_FOUND"
    (tmp_path / "text.mp4").write_text("no video\n" * 400)
    with pytest.raises(facsimile.MediaError, match="text.mp4"):
        facsimile.extract(tmp_path / "text.mp4")
    with pytest.raises(ValueError, match="unknown|is none|no pipeline"):
        facsimile.extract(CLIP, "nonsense")
    with pytest.raises(facsimile.ArgumentError, match="input itself"):
        facsimile.extract(CLIP, "open", output=CLIP)
    with pytest.raises(facsimile.ModelsMissingError):
        facsimile.extract(CLIP, "openface", model_dir=tmp_path)


def test_names_that_are_no_utf8(tmp_path):
    name = os.fsencode(tmp_path) + b"/\xff\xe9.mp4"
    with open(CLIP, "rb") as clip, open(name, "wb") as copy:
        copy.write(clip.read())
    assert len(facsimile.extract(os.fsdecode(name), "open", max_frames=2)) == 2
    assert facsimile.extract(name, "open", max_frames=2).source == os.fsdecode(name)


def test_outputs(tmp_path):
    result = facsimile.extract(CLIP, "open", max_frames=3, output=tmp_path / "a.csv",
                               outputs=[("ndjson", tmp_path / "a.ndjson")])
    result.to_csv(tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert len((tmp_path / "a.ndjson").read_text().splitlines()) == 3


def test_callback_stops(frames):
    seen = []
    part = facsimile.extract(CLIP, "open", threads=1, callback=lambda at: seen.append(at) or at.frames_done >= 3)
    assert not part.complete and 3 <= len(part) < 150 and seen[-1].pipeline == "open"
    assert np.isfinite(part["AU12_r"]).all()
    part = facsimile.extract(iter(list(frames) * 10), "open", threads=1, rate=25,
                             callback=lambda at: at.frames_done >= 3)
    assert not part.complete and 3 <= len(part) < 120
    assert facsimile.extract(CLIP, "open", max_frames=2, callback=lambda at: None).complete


def test_callback_raises():
    def fail(_at):
        raise KeyError("mine")
    with pytest.raises(KeyError, match="mine"):
        facsimile.extract(CLIP, "open", callback=fail)


@pytest.mark.parametrize("source", ["file", "frames"])
def test_ctrl_c(frames, source):
    before = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sent = []

    def press(at):
        if at.frames_done >= 1 and not sent:
            sent.append(os.kill(os.getpid(), signal.SIGINT))
    try:
        with pytest.raises(KeyboardInterrupt):
            if source == "file":
                facsimile.extract(CLIP, "open", threads=1, callback=press)
            else:
                facsimile.extract(iter(list(frames) * 20), "open", threads=1, rate=25, callback=press)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_other_threads_leave_signals_alone():
    came = []
    thread = threading.Thread(target=lambda: came.append(facsimile.extract(CLIP, "open", max_frames=2)))
    thread.start()
    thread.join()
    assert len(came[0]) == 2


def test_messages_go_to_the_logger(caplog):
    with caplog.at_level(logging.INFO, "facsimile"):
        facsimile.extract(np.zeros((2, 64, 64, 3), np.uint8), "open", rate=25)
        facsimile.extract(CLIP, "open", max_frames=2, columns="eyes")
    assert any("2 frames" in record.message for record in caplog.records)
    assert any(record.levelno == logging.WARNING and "eyes" in record.message for record in caplog.records)


def test_progress_line(capsys, monkeypatch):
    from facsimile import _progress
    facsimile.extract(CLIP, "open", max_frames=2, progress=True)
    assert capsys.readouterr().err == ""  # nobody looks
    monkeypatch.setattr(_progress, "is_seen", lambda stream: True)
    facsimile.extract(CLIP, "open", max_frames=4, progress=True)
    said = capsys.readouterr().err
    assert "4/4 frames" in said and said.startswith("\r") and said.endswith("\n")
    facsimile.extract(CLIP, "open", max_frames=4, progress=False)
    assert capsys.readouterr().err == ""
    assert _progress.line(380, 842, 4.0).startswith(" 45%|##########              | 380/842 frames [00:04<00:05, 95.0")
    assert _progress.line(5, 0, 2.0) == "5 frames [00:02, 2.5 frames/s]"


def test_calibration_files(tmp_path, frames, folder):
    facsimile.extract(folder, "open", rate=25, save_calibration=tmp_path / "a.json")
    facsimile.extract(frames, "open", rate=25, save_calibration=tmp_path / "b.json")
    file = facsimile.extract(folder, "open", rate=25, max_frames=6, calibration=str(tmp_path / "a.json"))
    equal(file, facsimile.extract(frames[:6], "open", rate=25, calibration=str(tmp_path / "b.json")))
