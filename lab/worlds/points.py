"""A person's own points of the plane: read from text, moved into the square, held by a link or by their hash.

Written as a target they are `own-` and four characters a point, or, where they are many, `own-sha256-` and
a hash under which a store keeps them.
"""

import base64
import binascii
import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt

from lab.contract.errors import BadInput

Points = npt.NDArray[np.float64]

FEWEST, MOST, IN_LINK = 4, 5000, 250
"""Points of a set, at least and at most; those that a link holds itself."""
MEGABYTES = 1
"""Size of a file of points, at most."""
REACH = 0.9
"""What is read is moved and scaled into the square of this half side, so that models have room around it."""
LEVELS = 4095
"""Places along a side of [-1, 1] that the written form tells apart."""
PREFIX, HASHED = "own-", "own-sha256-"
NAME = re.compile(HASHED + "[0-9a-f]{32}")


class Store(Protocol):
    """What keeps points that are named by their hash."""

    def points(self, name: str) -> str | None:
        """The points of that name, all written out; None where they are not kept."""


stores: "WeakValueDictionary[int, Store]" = WeakValueDictionary()
"""Those that are open in this process. A hash means the same in each of them."""


@dataclass(frozen=True)
class Read:
    """Points inside the square, and what was done to bring them there, in one sentence."""

    points: Points
    sentence: str


def read(text: str | bytes) -> Read:
    """Points from CSV: two numbers a line, x and y; a first line of words is a heading.

    Raises:
        BadInput: in one sentence, what is wrong and where.
    """
    size = len(text) / 1e6
    if size > MEGABYTES:
        raise BadInput(f"This file has {size:.0f} MB; give at most {MEGABYTES} MB, which is {MOST} points.")
    lines = (text.decode(errors="replace") if isinstance(text, bytes) else text).splitlines()
    rows = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if rows and not re.search(r"\d", rows[0][1]):
        rows = rows[1:]
    if not rows:
        raise BadInput("There are no points in this file: give two numbers a line, x and y.")
    return within(np.array([_point(number, line) for number, line in rows]))


def _point(number: int, line: str) -> tuple[float, float]:
    parts = [part for part in re.split(r"[,;\s]+", line.strip()) if part]
    try:
        x, y = map(float, parts)
    except ValueError:
        raise BadInput(f"Line {number}, {line.strip()[:40]!r}, is not two numbers: give x, y.") from None
    if not (np.isfinite(x) and np.isfinite(y)):
        raise BadInput(f"Line {number}, {line.strip()[:40]!r}, is no place: both numbers must be finite.")
    return x, y


def within(points: npt.ArrayLike) -> Read:
    """Points moved and scaled into the square, the larger side as large as it may be; each stands once.

    Raises:
        BadInput: too few or too many different points.
    """
    places = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    low, high = places.min(axis=0), places.max(axis=0)
    centre, scale = (low + high) / 2, float((high - low).max()) / 2 / REACH or 1.0
    moved, repeated = _once((places - centre) / scale)
    sentence = f"Shown is (x − {centre[0]:.3g}) / {scale:.3g}, (y − {centre[1]:.3g}) / {scale:.3g}"
    sentence = sentence.replace("− -", "+ ")
    return Read(moved, f"{sentence}{_repeats(repeated)}.")


def drawn(points: npt.ArrayLike) -> Read:
    """Points that are drawn inside the square already, shape (n, 2).

    Raises:
        BadInput: one lies outside or is no place, or there are too few or too many different ones.
    """
    places = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    outside = places[~(np.abs(places) <= 1).all(axis=1)]
    if len(outside):
        x, y = outside[0]
        raise BadInput(f"The point ({x:g}, {y:g}) lies outside the square: x and y must be from −1 to 1.")
    once, repeated = _once(places)
    return Read(once, f"{len(once)} points{_repeats(repeated)}.")


def _repeats(count: int) -> str:
    return f"; {count} stood there twice and count once" if count else ""


def _once(points: Points) -> tuple[Points, int]:
    """Different points on the raster that can be written, in their order, and how many were repeats."""
    raster = np.round((points + 1) / 2 * LEVELS).astype(int)
    _, first = np.unique(raster, axis=0, return_index=True)
    if not FEWEST <= len(first) <= MOST:
        found = f"{len(first):,} different point{'s' * (len(first) != 1)}"
        raise BadInput(f"{found} cannot be used: give {FEWEST} to {MOST:,}, half of them are held out.")
    kept = raster[np.sort(first)]
    return kept / LEVELS * 2 - 1, len(points) - len(first)


def written(points: Points) -> str:
    """These points as a target that holds them all."""
    raster = np.round((points + 1) / 2 * LEVELS).astype(np.uint32)
    words = (raster[:, 0] << 12) | raster[:, 1]
    packed = np.stack([words >> 16, words >> 8 & 255, words & 255], axis=1).astype(np.uint8).tobytes()
    return PREFIX + base64.urlsafe_b64encode(packed).decode()


def named(target: str) -> str:
    """Written points as settings have them: themselves where they are few, else their hash."""
    text = target.removeprefix(PREFIX)
    if len(text) <= 4 * IN_LINK:
        return target
    return HASHED + hashlib.sha256(text.encode()).hexdigest()[:32]


def named_in(values: Mapping[str, Any]) -> list[str]:
    """The hashes of points among the values of a config, each as its target is written."""
    return [value for value in values.values() if isinstance(value, str) and NAME.fullmatch(value)]


def check(target: str) -> None:
    """Refuse a target that is not written as `written` and `named` do; whether a hash's points are here
    shows when they are wanted.

    Raises:
        BadInput: in one sentence.
    """
    if not target.startswith(HASHED):
        _unpacked(target)
    elif not NAME.fullmatch(target):
        raise BadInput(f"target = {target[:40]} is no hash of points: upload them again.")


def load(target: str) -> Points:
    """The points that a target names, shape (n, 2); those of a hash from a store that is open here.

    Raises:
        BadInput: it is not written as `written` and `named` do, or no store that is open here has them.
    """
    check(target)
    return _held(target) if target.startswith(HASHED) else _unpacked(target)


@functools.lru_cache(maxsize=32)
def _held(target: str) -> Points:
    for shelf in stores.valuerefs():
        store = shelf()
        text = store.points(target) if store else None
        if text is not None:
            points = _unpacked(text)
            points.setflags(write=False)
            return points
    raise absent(target)


def absent(target: str) -> BadInput:
    """The refusal where the points of a hash are wanted and are not here."""
    return BadInput(f"The points {target[:24]}… are not on this machine: upload them again.")


def _unpacked(target: str) -> Points:
    text = target.removeprefix(PREFIX)
    try:
        if len(text) > 4 * MOST:
            raise ValueError("too many")
        packed = np.frombuffer(base64.b64decode(text, b"-_", validate=True), np.uint8).reshape(-1, 3)
    except (binascii.Error, ValueError):
        raise BadInput(f"target = {target[:40]} holds no points: draw or upload them again.") from None
    words = packed.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    return _once(np.stack([words >> 12, words & LEVELS], axis=1) / LEVELS * 2 - 1)[0]


def is_own(target: str) -> bool:
    """Whether a target is a person's own points."""
    return target.startswith(PREFIX)
