"""Model files: which there are, how to get them, and what this machine has."""
from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, Callable, Iterator
from contextlib import contextmanager

from . import _calls, errors
from . import _native as n
from ._progress import Display


@dataclass(frozen=True)
class Set:
    """Model files that belong together.  `missing`: files that are not there or of a wrong size; `licences`: what has to be
    accepted before fetching, by name, with what each allows; `accepted`: that was done on this machine."""
    name: str
    title: str
    unlocks: str
    bytes: int
    files: int
    missing: tuple[str, ...]
    licences: dict[str, str]
    accepted: bool

    @property
    def complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Doctor:
    """What this machine has.

    `components`: version of each library, "" = it cannot be used, and `problems` says why; `pipelines` that there are, with
    what is missing for each ("" = it works)."""
    version: str
    cpu: str
    cores: int
    cache: str
    components: dict[str, str]
    problems: dict[str, str]
    onnxruntime: str
    pipelines: dict[str, str]

    def __str__(self) -> str:
        lines = [f"facsimile {self.version}", f"cpu {self.cpu}, {self.cores} cores", f"models {self.cache}"]
        lines += [f"{name}: {version or self.problems.get(name, 'missing')}" for name, version in self.components.items()]
        lines += [f"ONNX Runtime: {self.onnxruntime or 'none'}"]
        lines += [f"pipeline {name}: {problem or 'works'}" for name, problem in self.pipelines.items()]
        return "\n".join(lines)


@contextmanager
def _store(cache: Any = None, manifest: Any = None, model_dir: Any = None) -> Iterator[Any]:
    options = n.sized(n.StoreOptions)
    options.env, options.cache_dir = _calls.ENV_ADDRESS, n.named(cache)
    options.manifest, options.model_dir = n.named(manifest), n.named(model_dir)
    store = ctypes.c_void_p()
    errors.run(n.lib.facs_store_open, ctypes.byref(options), ctypes.byref(store))
    try:
        yield store
    finally:
        n.lib.facs_store_close(ctypes.byref(store))


def _missing(store: Any, file: Any, in_use: bool) -> bool:
    state = ctypes.c_int()
    errors.run(n.lib.facs_store_check, store, file, in_use, False, ctypes.byref(state))
    return state.value < 4  # not FACS_FILE_PRESENT, FACS_FILE_GOOD


def _set(store: Any, found: Any, in_use: bool = False) -> Set:
    files = [found.contents.files[i] for i in range(found.contents.file_count)]
    licences = [found.contents.licences[i].contents for i in range(found.contents.licence_count)]
    about = found.contents
    return Set(n.text(about.name), n.text(about.title), n.text(about.unlocks), about.bytes, about.file_count,
               tuple(n.text(file.contents.path) for file in files if _missing(store, file, in_use)),
               {n.text(licence.name): n.text(licence.summary) for licence in licences if not licence.free},
               bool(n.lib.facs_store_accepted(store, found)))


def list(cache: Any = None, *, manifest: Any = None,  # pylint: disable=redefined-builtin
         model_dir: Any = None) -> dict[str, Set]:
    """Sets of model files by their names.

    :param cache: folder of the cache; None = the usual one
    :param manifest: a file in place of the library's own list
    :param model_dir: OpenFace's files are looked for here, too

    >>> "openface-clnf" in facsimile.models.list()
    True
    """
    found: dict[str, Set] = {}
    with _store(cache, manifest, model_dir) as store:
        while True:
            next_one = n.lib.facs_store_set(store, len(found))
            if not next_one:
                return found
            made = _set(store, next_one, model_dir is not None)
            found[made.name] = made


def fetch(name: str, *, accept_licence: bool = False, offline: bool = False, source: Any = None, cache: Any = None,
          progress: bool = True, manifest: Any = None, url_base: str | None = None, tries: int = 4, wait: float = 1.0,
          timeout: float = 30.0, lock_wait: float = 900.0) -> Set:
    """Make a set complete in the cache; what is there and intact stays.

    :param accept_licence: you accept the licences of the set (`list()[name].licences`)
    :param offline: touch no network
    :param source: folder or archive to take the files from
    :param url_base: download from URL_BASE/path instead of the publishers: a copy of the cache on a server
    :param tries: per address; `wait`: s before the second, then twice as long; `timeout`: s without a byte
    :param lock_wait: s to wait for another process that works on the cache
    :raises LicenceError, DownloadError, ModelsMissingError"""
    options = n.sized(n.FetchOptions)
    options.accept_licence, options.offline = accept_licence, offline
    setattr(options, "from", n.named(source))
    options.url_base, options.tries, options.wait = n.named(url_base), tries, wait
    options.timeout, options.lock_wait = timeout, lock_wait
    display = Display(progress)
    with _store(cache, manifest) as store, _calls.Stop() as stop:
        found = n.lib.facs_store_find(store, n.named(name))
        if not found:
            raise errors.ArgumentError(f"{name}: there is no such set of models; facsimile.models.list() has them")

        def on_progress(_cookie: Any, given: Any) -> bool:
            at = given.contents
            display.show(at.bytes_done // 1000, at.bytes_total // 1000, 0.0, "kB")
            return False

        options.progress = n.FETCH_PROGRESS(stop.guard(on_progress))
        try:
            errors.run(n.lib.facs_store_fetch, store, found, ctypes.byref(options))
        finally:
            display.close()
        return _set(store, found)


def _each(function: Callable[..., bool], kind: Any) -> Iterator[Any]:
    index, made = 0, n.sized(kind)
    while function(index, ctypes.byref(made)):
        yield made
        index += 1


def pipelines() -> dict[str, str]:
    """Pipelines by their names, with one line about each."""
    return {n.text(info.name): n.text(info.meaning) for info in _each(n.lib.facs_pipeline_get, n.PipelineInfo)}


def _try(name: str) -> str:
    options = n.sized(n.ModelsOptions)
    options.pipeline = n.named(name)
    models, error = ctypes.c_void_p(), n.Error()
    if n.lib.facs_models_open(ctypes.byref(options), ctypes.byref(models), ctypes.byref(error)) != n.OK:
        return n.text(error.message)
    n.lib.facs_models_close(ctypes.byref(models))
    return ""


def doctor() -> Doctor:
    """What this machine has, and which pipelines work on it; `print(doctor())`."""
    components: dict[str, str] = {}
    problems: dict[str, str] = {}
    for component in _each(n.lib.facs_component_get, n.Component):
        components[n.text(component.name)] = n.text(component.version)
        if component.problem:
            problems[n.text(component.name)] = n.text(component.problem)
    runtime, error = n.sized(n.RuntimeInfo), n.Error()
    found = n.lib.facs_runtime_look(ctypes.byref(runtime), ctypes.byref(error)) == n.OK
    with _store() as store:
        cache = n.text(n.lib.facs_store_cache(store))
    return Doctor(n.text(n.lib.facs_version()), n.text(n.lib.facs_cpu_name(n.lib.facs_cpu_detect())),
                  n.lib.facs_cpu_cores(), cache, components, problems, n.text(runtime.version) if found else "",
                  {name: _try(name) for name in pipelines()})
