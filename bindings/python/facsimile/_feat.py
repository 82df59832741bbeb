"""Results in the style of py-feat."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas

if TYPE_CHECKING:
    from .result import Result


class FeatFrame(pandas.DataFrame):  # type: ignore[misc]  # pandas has no types of its own
    """A data frame with the groups of columns that py-feat's have."""

    @property
    def _constructor(self) -> Any:
        return FeatFrame

    def _like(self, names: list[str]) -> pandas.DataFrame:
        return cast(Any, pandas.DataFrame(self[[name for name in names if name in self.columns]]))

    @property
    def aus(self) -> pandas.DataFrame:
        """Intensities, 0 to 5."""
        return self._like([name for name in self.columns if name.startswith("AU")])

    @property
    def poses(self) -> pandas.DataFrame:
        """Degrees."""
        return self._like(["Pitch", "Roll", "Yaw"])

    @property
    def gazes(self) -> pandas.DataFrame:
        """Degrees: positive to the image's right, positive down."""
        return self._like(["gaze_x", "gaze_y"])

    @property
    def landmarks(self) -> pandas.DataFrame:
        """Pixels."""
        return self._like([name for name in self.columns if name[:2] in ("x_", "y_")])


def feat_of(result: Result) -> Any:
    """The frame of a result."""
    table: dict[str, Any] = {}
    for name in ("frame", "timestamp", "face_id", "face", "person"):
        if name in result:
            table[name] = result[name]
    if result.pictures is not None:
        table["input"] = result.pictures
    else:
        table["input"] = [result.source] * len(result)
    if "x" in result:
        x, y = result["x"], result["y"]
        table.update(FaceRectX=x.min(1), FaceRectY=y.min(1), FaceRectWidth=np.ptp(x, 1), FaceRectHeight=np.ptp(y, 1))
    if "confidence" in result:
        table["FaceScore"] = result["confidence"]
    if "x" in result:
        table.update({f"{axis}_{i}": result[axis][:, i] for axis in "xy" for i in range(result["x"].shape[1])})
    if "pose_Rx" in result:
        table.update(Pitch=np.degrees(result["pose_Rx"]), Roll=np.degrees(result["pose_Rz"]),
                     Yaw=np.degrees(result["pose_Ry"]))
    if "gaze_angle_x" in result:
        table.update(gaze_x=np.degrees(result["gaze_angle_x"]), gaze_y=np.degrees(result["gaze_angle_y"]))
    table.update({name[:-2]: result[name] for name in result.au_names if name.endswith("_r")})
    table["success"] = result.success
    return FeatFrame(table)
