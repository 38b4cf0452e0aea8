"""The digest of a member: a chain over its rows and snapshots, however they were cut into chunks."""

import hashlib
import struct
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

START = b"\0" * 32


def add_row(chain: bytes, step: int, values: Sequence[float]) -> bytes:
    """Chain with a row: its step (int64), then its values in the sorted order of their columns' names."""
    return hashlib.sha256(chain + struct.pack(f"<q{len(values)}d", step, *values)).digest()


def add_snapshot(chain: bytes, step: int, name: str, array: npt.NDArray[Any]) -> bytes:
    """Chain with a snapshot of one member (its array without the member axis)."""
    array = np.ascontiguousarray(array)
    array = array.astype(array.dtype.newbyteorder("<"), copy=False)
    about = f"{name}|{step}|{array.dtype.str}|{array.shape}|".encode()
    return hashlib.sha256(chain + about + array.tobytes()).digest()


def add(
    chain: bytes,
    steps: Sequence[int],
    rows: Sequence[Sequence[float]],
    snapshots: Iterable[tuple[int, str, npt.NDArray[Any]]],
) -> bytes:
    """Chain with rows at `steps` and a member's snapshots (step, name, array), as a worker chains them.

    Of each step the row comes first, then its snapshots by name.
    """
    row_at = dict(zip(steps, rows, strict=True))
    shots_at: dict[int, list[tuple[str, npt.NDArray[Any]]]] = {}
    for step, name, array in snapshots:
        shots_at.setdefault(step, []).append((name, array))
    for step in sorted(row_at.keys() | shots_at.keys()):
        if step in row_at:
            chain = add_row(chain, step, row_at[step])
        for name, array in sorted(shots_at.get(step, ()), key=lambda shot: shot[0]):
            chain = add_snapshot(chain, step, name, array)
    return chain
