"""Where a memory stands in the picture: computed from what it is, so nothing ever moves.

Subjects lie on a sunflower's spiral, their versions outward along the radius, caches around the version
that they are of, second sources on a small arc beside the subject.
"""

import math

from lab.memos.cube import Form

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
VERSION_STEP = 0.16
AROUND: dict[Form, tuple[float, float]] = {
    "text": (0.0, 0.0),
    "kv": (2.1, 0.28),
    "sparse": (-2.1, 0.28),
    "lora": (math.pi, 0.32),
}
"""Angle from the outward direction, and distance, of each form around its text."""

Point = tuple[float, float]


def place(slot: int, version: int = 1, form: Form = "text", source: int = 0) -> Point:
    """Position of a memory; `source` counts the other sources heard about the subject, 0 for its own line."""
    outward = slot * GOLDEN_ANGLE
    radius = math.sqrt(slot + 0.7) + VERSION_STEP * (version - 1)
    x, y = _from((0.0, 0.0), outward, radius)
    if source:
        x, y = _from((x, y), outward + 0.7 + 0.5 * source, 0.45)
    angle, distance = AROUND[form]
    return _from((x, y), outward + angle, distance)


def _from(start: Point, angle: float, distance: float) -> Point:
    return start[0] + distance * math.cos(angle), start[1] + distance * math.sin(angle)
