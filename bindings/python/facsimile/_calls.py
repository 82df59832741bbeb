"""What surrounds the calls of the library: its messages as `logging`, Ctrl-C, exceptions of callbacks."""
from __future__ import annotations

import ctypes
import logging
import signal
import threading
from types import TracebackType
from typing import Any, Callable

from . import _native as n

logger = logging.getLogger("facsimile")
logger.addHandler(logging.NullHandler())
_LEVELS = {n.LOG_ERROR: logging.ERROR, n.LOG_WARNING: logging.WARNING, n.LOG_INFO: logging.INFO,
           n.LOG_DEBUG: logging.DEBUG}


def log(level: int, message: bytes) -> None:
    """A message of the library to the logger."""
    logger.log(_LEVELS.get(level, logging.INFO), "%s", n.text(message))


_callback = n.LOG(lambda _cookie, level, message: log(level, message))


def environment(callback: Any = _callback) -> Any:
    """A facs_env whose messages go to the logger "facsimile"; or to another n.LOG, which the caller keeps alive."""
    env = n.sized(n.Env)
    env.log = callback
    return env


ENV: Any = environment()  # lives as long as the program, since objects of the library call back from their own threads
ENV_ADDRESS = ctypes.pointer(ENV)


class Stop:
    """A long call, which Ctrl-C and exceptions of callbacks end: the library is asked to stop by the callbacks'
    return value, and what happened is raised when it has returned.

    Python would raise KeyboardInterrupt inside the callback, where ctypes prints and forgets it."""

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.asked = False
        self._signal: tuple[int, Any] | None = None
        self._previous: Any = None

    def _on_signal(self, number: int, frame: Any) -> None:
        self._signal = (number, frame)
        self.asked = True

    def __enter__(self) -> Stop:
        if threading.current_thread() is threading.main_thread():
            previous = signal.getsignal(signal.SIGINT)
            if callable(previous):
                self._previous = previous
                signal.signal(signal.SIGINT, self._on_signal)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._previous is not None:
            signal.signal(signal.SIGINT, self._previous)
        if self._signal is not None:
            self._previous(*self._signal)  # raises KeyboardInterrupt unless somebody has set another handler
        if self.error is not None:
            raise self.error

    def guard(self, function: Callable[..., Any]) -> Callable[..., int]:
        """A callback that gives 1, stop, when it is time to, when `function` says so, or when it raises."""
        def guarded(*arguments: Any) -> int:
            try:
                if not self.asked and function(*arguments):
                    self.asked = True
            except BaseException as error:  # pylint: disable=broad-except
                self.error = self.error or error
                self.asked = True
            return int(self.asked)
        return guarded
