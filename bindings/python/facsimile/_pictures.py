"""Arrays and pictures of PIL as the library's facs_picture, without a copy where their memory allows it."""
from __future__ import annotations

import logging
import sys
from typing import Any, cast

import numpy as np

from . import _native as n

CHANNELS = ("bgr", "rgb")
_ORIENTATION = 0x0112  # of EXIF
_MOST = 32767


def check_channels(channels: str) -> None:
    if channels not in CHANNELS:
        raise ValueError(f"channels={channels!r}: 'bgr' (OpenCV's order) and 'rgb' are possible")


def is_pil(source: Any) -> bool:
    """A picture of PIL, without importing it."""
    image = sys.modules.get("PIL.Image")
    return image is not None and isinstance(source, image.Image)


def _from_pil(picture: Any) -> tuple[Any, str]:
    if picture.getexif().get(_ORIENTATION, 1) != 1:
        logging.getLogger("facsimile").warning(
            "a picture of PIL is taken as its pixels lie, but says that it is to be turned: give its path, or "
            "PIL.ImageOps.exif_transpose(picture)")
    if picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGB")
    return np.asarray(picture), "rgb"


def _check(pixels: Any) -> None:
    if not isinstance(pixels, np.ndarray):
        raise TypeError(f"a frame is a numpy array of uint8, height x width x 3 (or height x width, grey), or a picture "
                        f"of PIL; not {type(pixels).__name__}")
    if pixels.dtype != np.uint8:
        hint = {"f": ".  Of values from 0 to 1: (frame * 255).round().astype(numpy.uint8)",
                "b": ": frame.astype(numpy.uint8) * 255"}.get(pixels.dtype.kind, "")
        if pixels.dtype == np.uint16:
            hint = ".  Of 16 bits: (frame >> 8).astype(numpy.uint8)"
        raise TypeError(f"a frame has the dtype uint8; not {pixels.dtype}{hint}")
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        raise ValueError(f"a frame of the shape {pixels.shape} has an alpha channel: frame[..., :3] is without it")
    if not (pixels.ndim == 2 or (pixels.ndim == 3 and pixels.shape[2] in (1, 3))):
        raise ValueError(f"a frame has the shape (height, width, 3) or (height, width); not {pixels.shape}")
    if not (0 < pixels.shape[0] <= _MOST and 0 < pixels.shape[1] <= _MOST):
        raise ValueError(f"a frame has 1 to {_MOST} pixels in height and width; not {pixels.shape[:2]}")


class Picture:
    """A facs_picture and the memory it points into.

    `copied` says whether the pixels had to be copied: they have not when the pixels of a row lie one behind the other,
    whatever the step from row to row (also upwards), and whichever of their channels comes first."""

    def __init__(self, source: Any, channels: str = "bgr") -> None:
        check_channels(channels)
        pixels, channels = _from_pil(source) if is_pil(source) else (source, channels)
        _check(pixels)
        if pixels.ndim == 3 and pixels.shape[2] == 1:
            pixels = pixels[:, :, 0]
        self.copied = False
        self.memory: Any = pixels
        self.struct: Any = self._without_copy(channels)
        if self.struct is None:
            self.memory = np.ascontiguousarray(pixels)
            self.copied = True
            self.struct = self._without_copy(channels)

    def _without_copy(self, channels: str) -> Any:
        pixels = self.memory
        height, width = pixels.shape[:2]
        row = pixels.strides[0] if height > 1 else width * (3 if pixels.ndim == 3 else 1)
        address = cast(int, pixels.__array_interface__["data"][0])
        if pixels.ndim == 2:
            if width > 1 and pixels.strides[1] != 1:
                return None
            kind, wide = n.PIXEL_GRAY8, width
        else:
            step, channel = pixels.strides[1:]
            if (width > 1 and step != 3) or channel not in (1, -1):
                return None
            if channel == -1:  # frame[..., ::-1]: the same pixels in the other order
                address -= 2
                channels = "rgb" if channels == "bgr" else "bgr"
            kind, wide = (n.PIXEL_BGR24 if channels == "bgr" else n.PIXEL_RGB24), 3 * width
        if abs(row) < wide:  # such as of numpy.broadcast_to
            return None
        return n.Picture(address, width, height, row, kind)

    @property
    def width(self) -> int:
        return int(self.struct.width)

    @property
    def height(self) -> int:
        return int(self.struct.height)
