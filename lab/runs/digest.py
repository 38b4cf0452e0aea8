"""The digest of a member: a chain over its rows and snapshots, however they were cut into chunks."""

import hashlib
import struct
from collections.abc import Sequence
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
