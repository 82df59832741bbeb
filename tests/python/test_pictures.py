"""Arrays as frames: what is right without a copy, what is copied, what is refused."""
import numpy as np
import pytest

import facsimile
from facsimile._pictures import Picture


@pytest.fixture(scope="module")
def reference(frames, models):
    return facsimile.fit_landmarks(frames[0], facsimile.detect_faces(frames[0], models)[0], models).landmarks


def padded(frame):
    """Rows farther apart than they are wide."""
    room = np.zeros((frame.shape[0], frame.shape[1] + 7, 3), np.uint8)
    room[:, :-7] = frame
    return room[:, :-7]


def read_only(frame):
    copy = frame.copy()
    copy.flags.writeable = False
    return copy


SAME = {
    "contiguous": (lambda f: np.ascontiguousarray(f), "bgr", False),
    "rgb": (lambda f: np.ascontiguousarray(f[..., ::-1]), "rgb", False),
    "reversed channels": (lambda f: np.ascontiguousarray(f[..., ::-1])[..., ::-1], "bgr", False),
    "rows with a gap": (padded, "bgr", False),
    "rows upwards": (lambda f: np.ascontiguousarray(f[::-1])[::-1], "bgr", False),
    "every second row of another": (lambda f: np.repeat(f, 2, 0)[::2], "bgr", False),
    "read only": (read_only, "bgr", False),
    "columns apart": (lambda f: np.repeat(f, 2, 1)[:, ::2], "bgr", True),
    "mirrored twice": (lambda f: np.ascontiguousarray(f[:, ::-1])[:, ::-1], "bgr", True),
    "column by column": (lambda f: np.asfortranarray(f), "bgr", True),
    "without alpha": (lambda f: np.dstack([f, f[..., :1]])[..., :3], "bgr", True),
    "subclass": (lambda f: np.ascontiguousarray(f).view(type("Mine", (np.ndarray,), {})), "bgr", False),
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_pixels_give_the_same_numbers(frames, models, reference, name):
    make, channels, copied = SAME[name]
    frame = make(frames[0])
    before = frame.copy()
    assert Picture(frame, channels).copied == copied
    box = facsimile.detect_faces(frame, models, channels=channels)[0]
    assert np.array_equal(facsimile.fit_landmarks(frame, box, models, channels=channels).landmarks, reference)
    assert np.array_equal(frame, before)


def test_no_copy_is_the_same_memory(frames):
    frame = np.ascontiguousarray(frames[0])
    assert Picture(frame).struct.data == frame.ctypes.data
    assert Picture(frame[10:20, 5:50]).struct.data == frame[10:20, 5:50].ctypes.data
    assert Picture(frame[:, :, ::-1]).struct.data == frame.ctypes.data
    assert Picture(frame[::-1]).struct.stride == -frame.strides[0]


@pytest.mark.parametrize("make", [lambda g: g, lambda g: g[..., None], lambda g: np.repeat(g, 2, 1)[:, ::2],
                                  lambda g: np.repeat(g[..., None], 3, 2)])
def test_grey(frames, models, make):
    grey = np.ascontiguousarray(frames[0][..., 1])
    reference = facsimile.detect_faces(np.dstack([grey] * 3), models)
    assert np.array_equal(facsimile.detect_faces(make(grey), models), reference)


def test_bgr_is_not_rgb(frames, models, reference):
    swapped = facsimile.fit_landmarks(frames[0], facsimile.detect_faces(frames[0], models)[0], models, channels="rgb")
    assert not np.array_equal(swapped.landmarks, reference)


@pytest.mark.parametrize("frame, error, said", [
    (np.zeros((8, 8, 3)), TypeError, "float64.*255"),
    (np.zeros((8, 8, 3), np.float32), TypeError, "float32"),
    (np.zeros((8, 8, 3), np.uint16), TypeError, "frame >> 8"),
    (np.zeros((8, 8, 3), bool), TypeError, "bool"),
    (np.zeros((8, 8, 3), np.int8), TypeError, "int8"),
    (np.zeros((8, 8, 4), np.uint8), ValueError, "alpha"),
    (np.zeros((3, 8, 8), np.uint8), ValueError, "shape"),
    (np.zeros((8,), np.uint8), ValueError, "shape"),
    (np.zeros((0, 8, 3), np.uint8), ValueError, "1 to 32767"),
    (np.zeros((1, 40000), np.uint8), ValueError, "1 to 32767"),
    ([[0, 0], [0, 0]], TypeError, "list"),
    (None, TypeError, "NoneType"),
    ("frame.png", TypeError, "str")])
def test_what_is_no_frame(models, frame, error, said):
    with pytest.raises(error, match=said):
        facsimile.detect_faces(frame, models)
    with facsimile.Session(models=models) as session:
        with pytest.raises(error, match=said):
            session.push(frame, 0.0)


def test_broadcast_frames_are_copied(models):
    frame = np.broadcast_to(np.zeros((1, 64, 3), np.uint8), (64, 64, 3))
    assert Picture(frame).copied
    assert len(facsimile.detect_faces(frame, models)) == 0


def test_pil(frames, models, reference):
    image = pytest.importorskip("PIL.Image")
    picture = image.fromarray(np.ascontiguousarray(frames[0][..., ::-1]))
    for shown in (picture, picture.convert("RGBA")):
        box = facsimile.detect_faces(shown, models)[0]
        assert np.array_equal(facsimile.fit_landmarks(shown, box, models).landmarks, reference)
    assert len(facsimile.detect_faces(picture.convert("L"), models)) == 1


def test_pil_that_lies_on_its_side(frames, models, caplog):
    image = pytest.importorskip("PIL.Image")
    picture = image.fromarray(np.ascontiguousarray(frames[0]))
    picture.getexif()[0x0112] = 6
    facsimile.detect_faces(picture, models)
    assert "exif_transpose" in caplog.text
