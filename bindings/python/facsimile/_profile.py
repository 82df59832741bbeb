"""Where the time of a run went."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import _native as n


@dataclass(frozen=True)
class Stage:
    """Time of one stage: calls, s of all calls, and s of one: median and 95th percentile (right to 2 %), least and most."""
    calls: int
    seconds: float
    median: float
    p95: float
    shortest: float
    longest: float


@dataclass(frozen=True)
class Profile:
    """Where the time of a run went (profile=True).

    `frames` that came out; `wall` s from the first frame to the end, of sessions since they were created or reset; `cpu` s
    of processor time of the process in that time; `startup` s before the first frame and `first_result` s until the first
    result, 0 for sessions; `peak_memory` bytes, 0 = not known; `stages` that were called, by their names.  Stages do not
    overlap, but with several threads they run at the same time."""
    frames: int
    wall: float
    cpu: float
    startup: float
    first_result: float
    peak_memory: int
    stages: dict[str, Stage]


def of(given: Any) -> Profile:
    """A facs_profile, copied."""
    stages: dict[str, Stage] = {}
    for i, at in enumerate(given.stage):
        name = n.text(n.lib.facs_stage_name(i))
        if name and at.calls:
            stages[name] = Stage(at.calls, at.seconds, at.median, at.p95, at.shortest, at.longest)
    return Profile(given.frames, given.wall, given.cpu, given.startup, given.first_result, given.peak_memory, stages)
