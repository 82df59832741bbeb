"""Models in memory, which any number of threads and sessions share."""
from __future__ import annotations

import ctypes
import threading
import weakref
from typing import Any

from . import _calls, errors
from . import _native as n


def _close(address: int) -> None:
    n.lib.facs_models_close(ctypes.byref(ctypes.c_void_p(address)))


class Models:
    """Model files of a pipeline, opened once; may be shared by threads.

    :param pipeline: "openface", "open" (needs no files), ...; "auto": openface when its files are installed, else open
    :param landmarks: landmark model of the pipeline openface, such as "ce-clm"; None = its usual one
    :param model_dir: folder searched first
    :param provider: what runs networks that come as ONNX files: "cpu", "cuda", ...; None = the first that works
    :raises ModelsMissingError: with the places that were looked at

    >>> Models("open").pipeline
    'open'
    """

    def __init__(self, pipeline: str | None = "auto", *, landmarks: str | None = None, model_dir: Any = None,
                 provider: str | None = None, network_threads: int = 0) -> None:
        options = n.sized(n.ModelsOptions)
        options.env = _calls.ENV_ADDRESS
        options.pipeline, options.landmarks = n.named(pipeline), n.named(landmarks)
        options.model_dir, options.provider = n.named(model_dir), n.named(provider)
        options.network_threads = network_threads
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
