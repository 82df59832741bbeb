"""Every member of the header's options can be reached from Python, or it is said here why not.

Each keyword is tried: the structure that the library would get differs from its defaults in that member."""
import ctypes
import os
import re

import pytest

import facsimile
from conftest import CLIP, ROOT
from facsimile import _native as n
from facsimile import _options

ENV = "messages go to the logger; memory, files and the processor are the library's own"
PROGRESS = "callback, progress and Ctrl-C are behind it"


class Library:
    """The library, in which a function is not called; what it would have got is kept."""

    def __init__(self, lib, function):
        self._lib, self._function, self.given = lib, function, None

    def __getattr__(self, name):
        if name != self._function:
            return getattr(self._lib, name)

        def caught(*arguments):
            self.given = arguments
            return n.E_INTERRUPTED
        return caught


def extract(**keywords):
    facsimile.extract(CLIP, **keywords)


def batch(**keywords):
    facsimile.batch(CLIP, "out", "threads", **keywords)


def session(**keywords):
    facsimile.Session(**{"pipeline": "open", **keywords})


def live(**keywords):
    list(facsimile.live(CLIP, **keywords))


def mirror(**keywords):
    facsimile.mirror(CLIP, **keywords)


def fetch(**keywords):
    facsimile.models.fetch("openface-clnf", **keywords)


MODELS = facsimile.Models("open")
GALLERY = facsimile.Gallery()
KNOWN = facsimile.Calibration.learn(CLIP, pipeline="open", max_frames=20)
CAMERA = {"camera": (500, 500)}
OF_FILES = {
    "models": {"models": MODELS}, "model_dir": {"model_dir": "x"}, "landmarks": {"landmarks": "ce-clm"}, "faces": {"faces": "many"},
    "static_au": {"static_au": True}, "image": {"image": True}, "wild": {"wild": True}, "threads": {"threads": 3},
    "camera": CAMERA, "max_frames": {"max_frames": 3}, "boxes": {"boxes": "x"}, "profile": {"profile": True},
    "only_whole": {"only_whole": True}, "pipeline": {"pipeline": "open"}, "outputs": {"outputs": [("ndjson", "x")]},
    "output_count": {"outputs": [("ndjson", "x")]}, "experimental": {"experimental": True}, "sidecar": {"sidecar": True},
    "smooth": {"smooth": True}, "compat": {"compat": "openface"}, "provider": {"provider": "cpu"},
    "network_threads": {"network_threads": 2}, "rate": {"rate": 25.0}, "stream": {"stream": 1}, "start": {"start": 1.0},
    "end": {"end": 1.0}, "every": {"every": 2}, "fps": {"fps": 5.0}, "no_deinterlace": {"deinterlace": False},
    "columns": {"columns": "au"}, "names": {"names": "safe"}, "timeout": {"timeout": 3.0}, "camera_width": {"camera_size": (3, 4)},
    "camera_height": {"camera_size": (3, 4)}, "camera_rate": {"camera_rate": 3.0}, "aligned_side": {"aligned": {"side": 200}},
    "aligned_scale": {"aligned": {"scale": 2.0}}, "aligned_unmasked": {"aligned": {"unmasked": True}},
    "aligned_grey": {"aligned": {"grey": True}}, "aligned_good_only": {"aligned": {"good_only": True}},
    "aligned_format": {"aligned": {"format": "png"}}, "no_empty_csv": {"empty_csv": False}, "fit": {"fit": {"sigma": 1.0}},
    "max_faces": {"max_faces": 3}, "order": {"order": "left"}, "calibration": {"calibration": "online"},
    "known": {"calibration": KNOWN}, "save_calibration": {"save_calibration": "x"}, "gaze_calibration": {"gaze_calibration": "x"},
    "save_gaze_calibration": {"save_gaze_calibration": "x"}, "gallery": {"gallery": GALLERY}}

# structure: what is called with it, which argument it is, how, doors, and why others have none
CASES = {
    n.ExtractOptions: ("facs_extract_file", 2, extract, OF_FILES, {
        "env": ENV, "progress": PROGRESS, "progress_cookie": PROGRESS, "records": "the result itself", "records_cookie": "the result",
        "format": 'outputs=[("pyfaceau", path)] writes the same', "network_trace": "Models(network_trace=True), models=...",
        "looked": "Models.networks tells how networks ran", "looked_cookie": "likewise"}),
    n.BatchOptions: ("facs_batch_run", 2, batch, {
        "extract": {}, "folder": {}, "no_csv": {"csv": False}, "lists": {}, "list_count": {"lists": ["x"]}, "sequences": {},
        "sequence_count": {"sequences": ["x"]}, "jobs": {"jobs": 3}, "shard": {"shard": (2, 3)}, "shards": {"shard": (2, 3)},
        "manifest": {"manifest": "x"}, "resume": {"resume": True}, "retry_failed": {"retry_failed": True},
        "check_full": {"check_full": True}, "progress": {}, "done": {}}, {
        "cookie": "callbacks of Python bring their own", "work": "executors are behind it"}),
    n.SessionOptions: ("facs_session_create", 1, session, {
        "env": {}, "faces": {"faces": "many"}, "image": {"image": True}, "wild": {"wild": True}, "static_au": {"static_au": True},
        "no_aus": {"aus": False}, "online_aus": {"online_aus": True}, "threads": {"threads": 3}, "camera": CAMERA,
        "profile": {"profile": True}, "final_aus_only": {"final_aus_only": True}, "experimental": {"experimental": True},
        "smooth": {"smooth": True}, "compat": {"compat": "openface"}, "max_faces": {"max_faces": 3}, "order": {"order": "size"},
        "raw_au": {"raw_au": True}, "gallery": {"gallery": GALLERY}}, {}),
    n.LiveOptions: ("facs_live_run", 1, live, {
        **{name: OF_FILES[name] for name in (
            "models", "model_dir", "landmarks", "pipeline", "provider", "network_threads", "faces", "wild", "static_au", "experimental",
            "smooth", "threads", "camera", "columns", "names", "outputs", "output_count", "timeout", "camera_width", "camera_height",
            "camera_rate", "max_faces", "order", "save_calibration")}, "calibration": {"calibration": "none"},
        "reconnect": {"reconnect": 3}, "result": {}, "progress": {}, "env": {}, "http": {"http": "0"}, "http_token": {"http_token": "x"},
        "record_folder": {"record_folder": "x"}, "sidecar": {"sidecar": True}, "page": {}}, {"cookie": "callbacks of Python bring their own"}),
    n.MirrorOptions: ("facs_mirror_file", 1, mirror, {
        "env": {}, "models": {"models": MODELS}, "point_models": {"point_models": MODELS}, "pipeline": {"pipeline": "open"},
        "points": {"points": "open"}, "model_dir": {"model_dir": "x"}, "folder": {"folder": "x"}, "no_aus": {"aus": False},
        "no_videos": {"videos": False}, "no_debug": {"debug": False}, "midline": {"midline": "compat"}, "line": {"midline": (1, 2, 3, 4)},
        "band": {"band": 3}, "feather": {"feather": True}, "encoder": {"encoder": "x"}, "threads": {"threads": 3},
        "max_frames": {"max_frames": 3}, "progress": {}, "summary": {}}, {"progress_cookie": PROGRESS}),
    n.ModelsOptions: ("facs_models_open", 0, lambda **keywords: facsimile.Models(**keywords), {
        "env": {}, "model_dir": {"model_dir": "x"}, "landmarks": {"landmarks": "ce-clm"}, "no_aus": {"aus": False},
        "no_pack": {"pack": False}, "pipeline": {"pipeline": "open"}, "provider": {"provider": "cpu"},
        "network_threads": {"network_threads": 2}, "network_trace": {"network_trace": True}}, {}),
    n.StoreOptions: ("facs_store_open", 0, lambda **keywords: facsimile.models.list(**keywords), {
        "env": {}, "cache_dir": {"cache": "x"}, "manifest": {"manifest": "x"}, "model_dir": {"model_dir": "x"}}, {}),
    n.FetchOptions: ("facs_store_fetch", 2, fetch, {
        "accept_licence": {"accept_licence": True}, "offline": {"offline": True}, "from": {"source": "x"}, "url_base": {"url_base": "x"},
        "tries": {"tries": 2}, "wait": {"wait": 2.0}, "timeout": {"timeout": 3.0}, "lock_wait": {"lock_wait": 3.0}, "progress": {}},
        {"progress_cookie": PROGRESS}),
    n.SummariseOptions: ("facs_summarise", 2, lambda **keywords: facsimile.summarise("x", "y", **keywords), {
        "env": {}, "output": {}, "event_rows": {"event_rows": 5}, "failed": {}, "progress": {}},
        {"cookie": "callbacks of Python bring their own"}),
}
CASES[n.ReportOptions] = ("facs_report_write", 3, lambda **keywords: facsimile.report("x", "y", **keywords), {
    "env": {}, "title": {"title": "x"}, "video": {"video": "link"}, "source": {"source": "x"}, "no_pictures": {"pictures": False},
    "no_points": {"points": False}, "event_rows": {"event_rows": 5}, "embed_most": {"embed_most": 5}, "threads": {"threads": 3},
    "extract": {}, "tables": {"tables": "x"}, "progress": {}, "summary": {}}, {"cookie": "callbacks of Python bring their own"})
CASES[n.ViewOptions] = ("facs_view_run", 1, lambda **keywords: facsimile.view("x", **keywords), {
    "env": {}, "http": {"http": "0"}, "http_token": {"http_token": "x"}, "page": {}, "progress": {}},
    {"cookie": "callbacks of Python bring their own"})
WITHOUT = {"facs_tasks_options": "batch(executor='threads') is the same, with a manifest; callers have threads of their own"}
DOORS = [(kind, member, keywords) for kind, (_, _, _, doors, _) in CASES.items() for member, keywords in doors.items()]


def test_every_structure_is_listed():
    with open(os.path.join(ROOT, "include", "facsimile", "facsimile.h"), encoding="utf-8") as text:
        found = set(re.findall(r"^\} (facs_\w+_options);", text.read(), re.M))
    assert found == {kind.c_name for kind in CASES} | set(WITHOUT)


@pytest.mark.parametrize("kind", CASES, ids=lambda kind: kind.c_name)
def test_every_member_has_a_door_or_a_reason(kind):
    _, _, _, doors, reasons = CASES[kind]
    members = {name for name, _ in kind._fields_} - {"size"}
    assert members == set(doors) | set(reasons) and not set(doors) & set(reasons)


def plain(value):
    """Bytes that tell whether a member was set."""
    if isinstance(value, ctypes.Structure) or isinstance(value, ctypes.Array):
        return bytes(value)
    return bool(value) if isinstance(value, ctypes._Pointer) or isinstance(value, ctypes._CFuncPtr) else value


@pytest.mark.parametrize("kind, member, keywords", DOORS, ids=lambda part: getattr(part, "c_name", str(part))[:60])
def test_the_door_opens(kind, member, keywords, monkeypatch):
    function, place, call, _, _ = CASES[kind]
    default = plain(getattr(n.sized(kind), member))
    library = Library(n.lib, function)
    monkeypatch.setattr(n, "lib", library)
    if "models" not in keywords and function == "facs_session_create":
        keywords = {"models": MODELS, **keywords}
    with pytest.raises(facsimile.StoppedError):
        call(**keywords)
    given = library.given[place]._obj
    assert isinstance(given, kind) and plain(getattr(given, member)) != default


@pytest.mark.parametrize("member", [name for name, _ in n.FitSettings._fields_ if name != "size"])
def test_settings_of_the_fit(member):
    assert getattr(_options.fit_of({member: 3}).contents, member) == 3


def test_batch_takes_what_extract_takes(monkeypatch):
    """All but what is of a single result; and none of it is forgotten on the way to other processes."""
    from facsimile import _work
    carried = set(_work.TEXTS) | set(_work.NUMBERS) | {"camera", "outputs", "output_count", "pipeline", "fit"}
    elsewhere = {"size", "env", "models", "progress", "progress_cookie", "profile", "provider", "network_threads", "network_trace",
                 "looked", "looked_cookie", "known", "gallery", "records", "records_cookie"}
    assert {name for name, _ in n.ExtractOptions._fields_} == carried | elsewhere and not carried & elsewhere
    for keywords, said in (({"gallery": GALLERY}, "gallery"), ({"models": MODELS}, "models"), ({"calibration": KNOWN}, "calibration")):
        with pytest.raises(ValueError, match=said):
            facsimile.batch(CLIP, "out", **keywords)


def test_words_that_are_none():
    for keywords, said in (({"fit": {"sigmas": 1}}, "sigmas"), ({"aligned": {"sides": 1}}, "sides"),
                           ({"models": MODELS, "pipeline": "openface"}, "pipeline"),
                           ({"models": MODELS, "provider": "cpu"}, "provider")):
        with pytest.raises(ValueError, match=said):
            facsimile.extract(CLIP, **keywords)
    with pytest.raises(ValueError, match="midline"):
        facsimile.mirror(CLIP, midline="left")
    with pytest.raises(ValueError, match="two|four|another"):
        facsimile.mirror(CLIP, midline=(1, 2))
    with pytest.raises(ValueError, match="models"):
        facsimile.live(CLIP, models=MODELS, provider="cpu")
