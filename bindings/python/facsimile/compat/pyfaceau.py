"""Drop-in for PyfaceAU: the same classes, arguments and tables, with facsimile's pipeline `pyfaceau` behind them.

    from facsimile.compat.pyfaceau import FullPythonAUPipeline, OpenFaceProcessor

The models are those of the cache (`facsimile models list pyfaceau`); paths of single model files are taken and have no
effect, and neither have arguments that chose an engine.  Rules of the original: `facsimile extract --compat pyfaceau`.
PyfaceAU's own mistakes, such as finishing a table twice, are not copied."""
from __future__ import annotations

import logging
import os
import time
from typing import TYPE_CHECKING, Any, Callable

from .. import errors
from .._extract import extract
from .._progress import Progress
from ..result import Result, _import

if TYPE_CHECKING:
    import pandas

logger = logging.getLogger("facsimile.compat.pyfaceau")

ProgressCallback = Callable[[int, int, float], object]
# arguments by their places: of the 1.0 series, and of later ones
_FIRST = ("retinaface_model", "pfld_model", "pdm_file", "au_models_dir", "triangulation_file", "patch_expert_file",
          "use_calc_params", "use_coreml", "track_faces", "use_batched_predictor", "use_clnf_refinement", "enforce_clnf_pdm",
          "verbose")
_LATER = ("pdm_file", "au_models_dir", "triangulation_file", "patch_expert_file", "mtcnn_backend", "use_calc_params",
          "track_faces", "use_batched_predictor", "max_clnf_iterations", "clnf_convergence_threshold", "debug_mode", "verbose")
_VIDEOS = (".mp4", ".mov", ".avi", ".mkv", ".m4v", ".webm", ".wmv", ".mpg", ".mpeg")


def _checked(path: Any) -> str:
    name = os.fspath(path)
    if not os.path.exists(name):
        raise errors.NotFoundError(f"{name}: there is no such file")
    return str(name)


def _extract(path: str, output: Any, max_frames: int | None, refine: bool, callback: ProgressCallback | None) -> Result:
    def tell(at: Progress) -> None:
        if callback is not None:
            callback(at.frames_done, at.frames_total, at.frames_done / at.seconds if at.seconds > 0 else 0.0)
    if not refine:
        logger.warning("use_clnf_refinement=False: the pipeline pyfaceau refines landmarks always")
    outputs = [("pyfaceau", output)] if output is not None else []
    return extract(path, "pyfaceau", compat="pyfaceau", max_frames=max_frames or 0, outputs=outputs, progress=False,
                   callback=tell)


def _table(result: Result) -> pandas.DataFrame:
    """frame from 0, timestamp, success as bool, 17 intensities; those of failed rows are what the CSV has."""
    pd = _import("pandas")
    table: dict[str, Any] = {"frame": result["frame"] - 1, "timestamp": result["timestamp"], "success": result.success}
    table.update({name: result[name] for name in result.au_names if name.endswith("_r")})
    made: pandas.DataFrame = pd.DataFrame(table)
    return made


class FullPythonAUPipeline:
    """PyfaceAU's sequential pipeline; the arguments of all its versions are taken.

    Of the 1.0 series: (retinaface_model, pfld_model, pdm_file, au_models_dir, triangulation_file, patch_expert_file,
    use_calc_params, use_coreml, track_faces, use_batched_predictor, use_clnf_refinement, enforce_clnf_pdm, verbose); later
    ones begin with pdm_file and have mtcnn_backend, max_clnf_iterations, clnf_convergence_threshold, debug_mode."""

    def __init__(self, *models: Any, patch_expert_file: Any = None, use_calc_params: bool = True, use_coreml: bool = True,
                 track_faces: bool = True, use_batched_predictor: bool = True, use_clnf_refinement: bool = True,
                 enforce_clnf_pdm: bool = False, verbose: bool = True, **others: Any) -> None:
        known = {"retinaface_model", "pfld_model", "pdm_file", "au_models_dir", "triangulation_file", "mtcnn_backend",
                 "max_clnf_iterations", "clnf_convergence_threshold", "debug_mode"}
        unknown = sorted(set(others) - known)
        if unknown:
            raise TypeError(f"FullPythonAUPipeline() got an unexpected keyword argument {unknown[0]!r}")
        names = _LATER if len(models) > 5 and isinstance(models[5], bool) else _FIRST
        if len(models) > len(names):
            raise TypeError(f"FullPythonAUPipeline() takes {len(names)} arguments by their places; {len(models)} are given")
        placed = dict(zip(names, models))
        use_calc_params = placed.get("use_calc_params", use_calc_params)
        use_clnf_refinement = placed.get("use_clnf_refinement", use_clnf_refinement)
        verbose = placed.get("verbose", verbose)
        if not use_calc_params:
            raise errors.UnsupportedError("use_calc_params=False (a simple pose): the pipeline pyfaceau always fits the "
                                          "shape model; leave it out")
        del patch_expert_file, use_coreml, track_faces, use_batched_predictor, enforce_clnf_pdm
        self.use_clnf_refinement, self.verbose = use_clnf_refinement, verbose

    def process_video(self, video_path: Any, output_csv: Any = None, max_frames: int | None = None,
                      progress_callback: ProgressCallback | None = None) -> pandas.DataFrame:
        """The table of a video: frame (from 0), timestamp (s), success, AU01_r ... AU45_r; also as the CSV `output_csv`.

        :param progress_callback: called with (frames done, frames in all, frames per second)"""
        path, start = _checked(video_path), time.monotonic()
        result = _extract(path, output_csv, max_frames, self.use_clnf_refinement, progress_callback)
        if self.verbose:
            good = int(result.success.sum())
            print(f"{path}: {len(result)} frames, {good} with success, {len(result) - good} without, in "
                  f"{time.monotonic() - start:.1f} s")
        return _table(result)


class OpenFaceProcessor:
    """PyfaceAU's processor: videos in, CSV files out.  `device`, `weights_dir`, `num_threads` and unknown keywords are
    taken and have no effect."""

    def __init__(self, device: Any = None, weights_dir: Any = None, use_clnf_refinement: bool = True, num_threads: int = 6,
                 verbose: bool = False, **others: Any) -> None:
        del weights_dir, num_threads, others
        self.device, self.use_clnf_refinement, self.verbose = device, use_clnf_refinement, verbose

    def process_video(self, video_path: Any, output_csv_path: Any,
                      progress_callback: ProgressCallback | None = None) -> int:
        """How many frames have success; the folder of the CSV is made."""
        path = _checked(video_path)
        os.makedirs(os.path.dirname(os.path.abspath(output_csv_path)), exist_ok=True)
        result = _extract(path, output_csv_path, None, self.use_clnf_refinement, progress_callback)
        if self.verbose:
            print(f"{path}: {int(result.success.sum())} of {len(result)} frames with success")
        return int(result.success.sum())

    def clear_cache(self) -> None:
        """There is none."""


def process_videos(directory_path: Any, specific_files: Any = None, output_dir: Any = None, **arguments: Any) -> int:
    """Mirrored videos of a folder, those with "mirrored" and without "debug" in their names: a CSV for each in
    `output_dir`, by default ../../S1O Processed Files/Combined Data of the folder.  How many have a frame with success;
    one that fails is told, and passed over."""
    folder = os.fspath(directory_path)
    target = os.fspath(output_dir) if output_dir is not None else os.path.join(
        folder, os.pardir, os.pardir, "S1O Processed Files", "Combined Data")
    files = [os.fspath(name) for name in specific_files] if specific_files is not None else sorted(os.listdir(folder))
    processor, done = OpenFaceProcessor(**arguments), 0
    for name in files:
        base = os.path.basename(name)
        if "debug" in base or "mirrored" not in base or not base.lower().endswith(_VIDEOS):
            continue
        output = os.path.join(target, os.path.splitext(base)[0] + ".csv")
        try:
            done += processor.process_video(name if os.path.isabs(name) or os.path.exists(name) else
                                            os.path.join(folder, name), output) > 0
        except errors.FacsimileError as error:
            logger.error("%s", error)
    return done
