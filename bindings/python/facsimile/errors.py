"""What goes wrong, as exceptions.  The message says with which file, and what to do about it."""
from __future__ import annotations

import ctypes
from typing import Any

from . import _native as n


class FacsimileError(Exception):
    """Base of all errors of the library.

    Attributes: `status`, the number of the C library (negative), and `status_name`, such as "FACS_E_MEDIA"."""
    status = n.E_INTERNAL

    @property
    def status_name(self) -> str:
        return n.text(n.lib.facs_status_name(self.status))


class ArgumentError(FacsimileError, ValueError):
    """An argument is outside its documented range."""
    status = n.E_ARGUMENT


class OutOfMemoryError(FacsimileError, MemoryError):
    """There is no memory left."""
    status = n.E_MEMORY


class NotFoundError(FacsimileError, FileNotFoundError):
    """An input does not exist or cannot be read."""
    status = n.E_NOT_FOUND


class MediaError(FacsimileError):
    """An input is no video or picture, or is damaged beyond use."""
    status = n.E_MEDIA


class EmptyError(FacsimileError):
    """An input holds no frame."""
    status = n.E_EMPTY


class ModelsMissingError(FacsimileError):
    """A model file is missing; facsimile.models.fetch() gets those with a public address."""
    status = n.E_MODELS_MISSING


class ModelCorruptError(FacsimileError):
    """A model file is damaged or of the wrong kind."""
    status = n.E_MODEL_CORRUPT


class OutputError(FacsimileError, OSError):
    """An output cannot be written."""
    status = n.E_OUTPUT


class DiskFullError(OutputError):
    """There is no room left for the output."""
    status = n.E_DISK_FULL


class StoppedError(FacsimileError):
    """A callback asked to stop."""
    status = n.E_INTERRUPTED


class UnsupportedError(FacsimileError):
    """This build, or these models, cannot do that."""
    status = n.E_UNSUPPORTED


class StateError(FacsimileError, RuntimeError):
    """A call out of order, such as push after finish."""
    status = n.E_STATE


class InternalError(FacsimileError):
    """A bug in facsimile."""
    status = n.E_INTERNAL


class LicenceError(FacsimileError):
    """The licence of the model files has not been accepted."""
    status = n.E_LICENCE


class DownloadError(FacsimileError):
    """A file could not be downloaded."""
    status = n.E_DOWNLOAD


_CLASSES = {kind.status: kind for kind in (
    ArgumentError, OutOfMemoryError, NotFoundError, MediaError, EmptyError, ModelsMissingError, ModelCorruptError,
    OutputError, DiskFullError, StoppedError, UnsupportedError, StateError, InternalError, LicenceError, DownloadError)}


def of(status: int, message: str) -> FacsimileError:
    """The exception for a status of the library."""
    kind = _CLASSES.get(status)
    if kind is not None:
        return kind(message)
    made = FacsimileError(message)
    made.status = status
    return made


def check(status: int, error: Any) -> None:
    """Raise what a call with a facs_error says."""
    if status < 0:
        raise of(status, n.text(error.message) or n.text(n.lib.facs_status_name(status)))


def run(function: Any, *arguments: Any) -> None:
    """Call a function of the library whose last argument is a facs_error; raise what it says."""
    error = n.Error()
    check(function(*arguments, ctypes.byref(error)), error)
