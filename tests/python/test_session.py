"""Sessions: push and pull, final action units, misuse, threads, memory."""
import gc
import threading
import tracemalloc
import weakref

import numpy as np
import pytest

import facsimile


def run(session, frames, rate=25):
    """Results and final action units."""
    results = list(session.process(frames, rate))
    return results, [session.final_aus(i) for i in range(len(results))]


def test_values_are_those_of_extract(frames, models):
    whole = facsimile.extract(frames, "open", rate=25)
    with facsimile.Session(models=models, threads=2) as session:
        results, finals = run(session, frames)
        assert [unit.column for unit in session.intensities] == [n for n in whole.au_names if n.endswith("_r")]
        assert [unit.column for unit in session.presences] == [n for n in whole.au_names if n.endswith("_c")]
        assert session.intensities[0].meaning and session.pipeline == "open"
    for i, (result, (au_r, au_c)) in enumerate(zip(results, finals)):
        face = result.faces[0]
        assert (result.number, result.time, result.width, result.height) == (i + 1, i / 25, 320, 240)
        assert np.array_equal(face.landmarks, whole.landmarks[i]) and face.landmarks.shape == (68, 2)
        assert np.array_equal(face.landmarks_3d, whole.landmarks_3d[i])
        assert np.array_equal(face.pose, whole.pose[i]) and np.array_equal(face.gaze, whole.gaze[i])
        for name, value in zip([n for n in whole.au_names if n.endswith("_r")], au_r):
            assert whole[name][i] == value
        for name, value in zip([n for n in whole.au_names if n.endswith("_c")], au_c):
            assert whole[name][i] == value


def test_push_and_pull(frames, models):
    with facsimile.Session(models=models, threads=1) as session:
        assert session.pull() is None
        session.push(frames[0], time=0.5, number=17)
        result = session.pull()
        assert (result.number, result.time) == (17, 0.5) and result.faces[0].success
        kept = result.faces[0].landmarks.copy()
        session.push(frames[1], time=0.6)
        session.pull()
        assert np.array_equal(result.faces[0].landmarks, kept)  # its own memory
        session.finish()
        assert session.pull() is None and session.pull(wait=0.1) is None
        session.reset()
        session.push(frames[0], time=0.0)
        assert session.pull(wait=5.0).number == 1


def test_misuse(frames, models):
    session = facsimile.Session(models=models, threads=1)
    with pytest.raises(ValueError, match="have a time"):
        session.push(frames[0])
    session.push(frames[0], 1.0)
    with pytest.raises(facsimile.ArgumentError):
        session.push(frames[0], 0.5)  # time falls
    with pytest.raises(facsimile.ArgumentError):
        session.push(frames[0], float("nan"))
    with pytest.raises(facsimile.StateError):
        session.final_aus(0)
    session.finish()
    with pytest.raises(facsimile.StateError):
        session.push(frames[0], 2.0)
    assert len(list(session)) == 1
    with pytest.raises(facsimile.ArgumentError):
        session.final_aus(5)
    session.close()
    session.close()
    for call in (session.pull, session.finish, session.reset, lambda: list(session), lambda: session.push(frames[0], 3.0)):
        with pytest.raises(RuntimeError, match="closed"):
            call()


def test_too_many_unpulled(models):
    frame = np.zeros((32, 32, 3), np.uint8)
    with facsimile.Session(models=models, image=True, threads=1) as session:
        with pytest.raises(facsimile.StateError, match="1024 results wait"):
            for _ in range(1200):
                session.push(frame, boxes=[])  # no face: next to no work
        assert len(list(session)) == 1024


def test_stills_and_boxes(frames, models):
    box = facsimile.detect_faces(frames[0], models)[0]
    with facsimile.Session(models=models, image=True) as session:
        for boxes in (None, [], [box[:4]], [tuple(box), tuple(box)]):
            session.push(frames[0], boxes=boxes)
        session.finish()
        assert [len(result.faces) for result in session] == [1, 0, 1, 2]
        session.reset()
        with pytest.raises(ValueError, match="a box is"):
            session.push(frames[0], boxes=[(1, 2, 3)])
    with facsimile.Session(models=models) as session:
        with pytest.raises(facsimile.StateError):
            session.push(frames[0], 0.0, boxes=[box[:4]])


def test_without_action_units(frames, models):
    with facsimile.Session(models=models, aus=False) as session:
        results = list(session.process(frames[:2], 25))
        assert not session.intensities and results[0].faces[0].au_r is None


def test_many(frames, models):
    both = np.concatenate((frames, frames), 2)
    with facsimile.Session(models=models, faces="many") as session:
        results = list(session.process(both, 25))
        assert len(results[-1].faces) == 2 and {face.person for face in results[-1].faces} == {0, 1}
        assert session.final_aus(0, person=1)[0].shape == (len(session.intensities),)


def test_four_threads_with_four_sessions(frames, models):
    def numbers(session):
        results, finals = run(session, frames)
        return np.concatenate([np.concatenate([r.faces[0].landmarks.ravel(), a, c]) for r, (a, c) in zip(results, finals)])
    with facsimile.Session(models=models, threads=1) as session:
        reference = numbers(session)
    came, errors = {}, []

    def work(i):
        try:
            for j in range(2):
                with facsimile.Session(models=models, threads=1 + (i + j) % 2) as own:
                    came[i, j] = numbers(own)
        except BaseException as error:  # pylint: disable=broad-except
            errors.append(error)
    threads = [threading.Thread(target=work, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors and len(came) == 8
    assert all(np.array_equal(values, reference) for values in came.values())


def test_one_session_of_many_threads(frames, models):
    """Calls of several threads wait for each other: every frame has its result."""
    with facsimile.Session(models=models, image=True, threads=2) as session:
        threads = [threading.Thread(target=lambda: [session.push(frames[0]) for _ in range(3)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        session.finish()
        assert sorted(result.number for result in session)[-1] >= 3


def test_the_interpreter_is_free_in_long_calls(frames, models):
    """Another thread goes on counting while this one is in the library: in all its functions, which are called alike."""
    import ctypes
    from facsimile import _native
    assert type(_native.lib) is ctypes.CDLL  # a PyDLL would keep the interpreter to itself
    counted, over = [0], threading.Event()

    def count():
        while not over.is_set():
            counted[0] += 1
    with facsimile.Session(models=models, threads=1) as session:
        thread = threading.Thread(target=count)
        thread.start()
        try:
            for i, frame in enumerate(frames):
                before = counted[0]
                session.push(frame, i / 25)
                if counted[0] > before + 100:  # many rounds within one push
                    break
            else:
                pytest.fail("nothing else ran while the library worked")
        finally:
            over.set()
            thread.join()


def resident():
    with open("/proc/self/statm", encoding="ascii") as text:
        return int(text.read().split()[1]) * 4096


def test_nothing_leaks(frames, models):
    """A thousand sessions; those with a video, whose detector takes most of the time, are some of them."""
    def once(i):
        with facsimile.Session(models=models, threads=1, image=i % 10 != 0) as session:
            if i % 10:
                session.push(small, boxes=[])
            else:
                session.push(small, 0.0)
            assert session.pull() is not None
            session.finish()
            assert session.pull() is None
            if not i % 10:
                session.final_aus(0)
    small = frames[0][80:112, 80:112]
    for i in range(30):
        once(i)
    gc.collect()
    before = resident()
    for i in range(1000):
        once(i)
    gc.collect()
    assert resident() - before < 3_000_000
    tracemalloc.start()  # not before, since what it keeps itself grows
    first = tracemalloc.take_snapshot()
    for i in range(100):
        once(i)
    gc.collect()
    grown = sum(line.size_diff for line in tracemalloc.take_snapshot().compare_to(first, "filename")
                if "tracemalloc" not in str(line.traceback))
    tracemalloc.stop()
    assert grown < 20_000, grown


def test_forgotten_sessions_go(models):
    session = facsimile.Session(models=models)
    gone = weakref.ref(session)
    del session
    gc.collect()
    assert gone() is None
    with pytest.raises(facsimile.FacsimileError):
        facsimile.Session("nonsense")
