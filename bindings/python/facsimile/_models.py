"""Models in memory, which any number of threads and sessions share."""
from __future__ import annotations

import ctypes
import threading
import weakref
from dataclasses import dataclass
from typing import Any

from . import _calls, errors
from . import _native as n


def _close(address: int) -> None:
    n.lib.facs_models_close(ctypes.byref(ctypes.c_void_p(address)))


@dataclass(frozen=True)
class NetworkPart:
    """What nodes of a network have taken that one provider runs, or that are of one operator type (`kind` "provider" or
    "operator"); of `runs` that were traced.  `trouble`: why the trace tells nothing."""
    kind: str
    name: str
    runs: int
    calls: int
    seconds: float
    trouble: str


@dataclass(frozen=True)
class Network:
    """A network that ONNX Runtime runs: its file, the version of ONNX Runtime, the provider and why those before it were not
    taken; s until its first run was over; how often it ran since then, and how long.  `parts` with network_trace=True."""
    name: str
    file: str
    runtime: str
    provider: str
    skipped: str
    start: float
    runs: int
    seconds: float
    parts: tuple[NetworkPart, ...]


class Models:
    """Model files of a pipeline, opened once; may be shared by threads.

    :param pipeline: "openface", "open" (needs no files), ...; "auto": openface when its files are installed, else open
    :param landmarks: landmark model of the pipeline openface, such as "ce-clm"; None = its usual one
    :param model_dir: folder searched first
    :param provider: what runs networks that come as ONNX files: "cpu", "cuda", ...; None = the first that works
    :param aus: False: without those of action units
    :param pack: False: read the original files, and keep no pack of them
    :param network_trace: have the first ten runs of each such network traced, for `networks`
    :raises ModelsMissingError: with the places that were looked at

    >>> Models("open").pipeline
    'open'
    """

    def __init__(self, pipeline: str | None = "auto", *, landmarks: str | None = None, model_dir: Any = None,
                 provider: str | None = None, network_threads: int = 0, aus: bool = True, pack: bool = True,
                 network_trace: bool = False) -> None:
        options = n.sized(n.ModelsOptions)
        options.env = _calls.ENV_ADDRESS
        options.pipeline, options.landmarks = n.named(pipeline), n.named(landmarks)
        options.model_dir, options.provider = n.named(model_dir), n.named(provider)
        options.network_threads, options.network_trace = network_threads, network_trace
        options.no_aus, options.no_pack = not aus, not pack
        models = ctypes.c_void_p()
        with _calls.Stop():
            errors.run(n.lib.facs_models_open, ctypes.byref(options), ctypes.byref(models))
        self._address = models
        self._finalizer = weakref.finalize(self, _close, int(models.value or 0))
        automatic = ctypes.c_bool()
        self.pipeline: str = n.text(n.lib.facs_models_pipeline(models, ctypes.byref(automatic)))
        self.automatic: bool = bool(automatic.value)
        self.directory: str = n.text(n.lib.facs_models_directory(models))

    @property
    def address(self) -> Any:
        """facs_models, for calls of the library."""
        return self._address

    @property
    def networks(self) -> list[Network]:
        """Those that ONNX Runtime runs, with what they have done so far."""
        found: list[Network] = []
        info, part = n.sized(n.NetworkInfo), n.sized(n.NetworkPart)
        while n.lib.facs_models_network(self._address, len(found), ctypes.byref(info)):
            parts: list[NetworkPart] = []
            while n.lib.facs_models_network_part(self._address, len(found), len(parts), ctypes.byref(part)):
                parts.append(NetworkPart(n.text(part.kind), n.text(part.name), part.runs, part.calls, part.seconds,
                                         n.text(part.trouble)))
            found.append(Network(n.text(info.name), n.text(info.file), n.text(info.runtime), n.text(info.provider),
                                 n.text(info.skipped), info.start, info.runs, info.seconds, tuple(parts)))
        return found

    def __repr__(self) -> str:
        return f"<facsimile.Models {self.pipeline}>"


_shared: dict[tuple[Any, ...], Models] = {}
_lock = threading.Lock()


def shared(pipeline: str | None = "auto", landmarks: str | None = None, model_dir: Any = None,
           provider: str | None = None, network_threads: int = 0) -> Models:
    """Models that are kept for the next who asks for the same."""
    key = (pipeline, landmarks, str(model_dir), provider, network_threads)
    with _lock:
        if key not in _shared:
            _shared[key] = Models(pipeline, landmarks=landmarks, model_dir=model_dir, provider=provider,
                                  network_threads=network_threads)
        return _shared[key]
