"""An input of a batch, in a process of its own."""
from __future__ import annotations

import ctypes
import os
import time
from typing import Any

from . import _calls, _models, errors
from . import _native as n
from ._options import fit_of, set_outputs

TEXTS = ("model_dir", "landmarks", "boxes", "pipeline", "compat", "format", "columns", "names", "aligned_format",
         "calibration", "save_calibration", "gaze_calibration", "save_gaze_calibration")
NUMBERS = ("faces", "static_au", "image", "wild", "threads", "max_frames", "only_whole", "experimental", "sidecar",
           "smooth", "rate", "stream", "start", "end", "every", "fps", "no_deinterlace", "timeout", "camera_width",
           "camera_height", "camera_rate", "aligned_side", "aligned_scale", "aligned_unmasked", "aligned_grey",
           "aligned_good_only", "no_empty_csv", "max_faces", "order")


def described(task: Any) -> dict[str, Any]:
    """A facs_task in plain values, which go to other processes and machines.  Its models are those of its pipeline."""
    options = task.options.contents
    about: dict[str, Any] = {"input": task.input, "output": task.output}
    about.update({name: getattr(options, name) for name in TEXTS + NUMBERS})
    about["pipeline"] = n.lib.facs_models_pipeline(options.models, None) if options.models else options.pipeline
    about["camera"] = tuple(getattr(options.camera, name) for name in ("fx", "fy", "cx", "cy"))
    about["fit"] = {name: getattr(options.fit.contents, name) for name, _ in n.FitSettings._fields_ if name != "size"} \
        if options.fit else None
    about["outputs"] = [(options.outputs[i].sink, options.outputs[i].path) for i in range(options.output_count)]
    return about


def worked(about: dict[str, Any]) -> dict[str, Any]:
    """Do it; what came of it, in plain values.  Models stay open for the next input of this process."""
    messages: list[tuple[int, bytes]] = []
    log = n.LOG(lambda _cookie, level, message: messages.append((level, message)))
    env = _calls.environment(log)
    struct = n.sized(n.ExtractOptions)
    struct.env = ctypes.pointer(env)
    for name in TEXTS + NUMBERS:
        setattr(struct, name, about[name])
    struct.camera = n.Camera(*about["camera"])
    if about["fit"]:
        struct.fit = fit_of(about["fit"])
    keep = set_outputs(struct, about["outputs"])
    counts = {"frames": 0, "with_face": 0}

    def on_progress(_cookie: Any, given: Any) -> int:
        counts.update(frames=given.contents.frames_done, with_face=given.contents.with_face)
        return 0

    struct.progress = n.PROGRESS(on_progress)
    error = n.Error()
    wall, cpu = time.monotonic(), time.process_time()
    try:
        landmarks, folder = (about[name] and n.text(about[name]) for name in ("landmarks", "model_dir"))
        models = _models.shared(n.text(about["pipeline"]), landmarks, folder, about["provider"],
                                about["network_threads"])
        struct.models = models.address
        status = n.lib.facs_extract_file(about["input"], about["output"], ctypes.byref(struct), ctypes.byref(error))
        message = error.message
    except errors.FacsimileError as failed:
        status, message = failed.status, os.fsencode(str(failed))
    del keep
    return {"status": status, "message": message, "messages": messages, "wall": time.monotonic() - wall,
            "cpu": time.process_time() - cpu, **counts}
