"""Whether what is stored of a recording is what was recorded."""

import logging
from typing import Any

import numpy as np

from lab.contract.divergence import DIVERGED
from lab.contract.errors import BadInput, LabError
from lab.runs.format import digest, parcel
from lab.runs.store.log import Log, RecordingInfo
from lab.runs.store.states import ACTIVE
from lab.runs.store.wake import ring

journal = logging.getLogger("lab")


class Damaged(LabError):
    """Something has changed a recording where it lies."""


def check_sound(log: Log, info: RecordingInfo) -> None:
    """Compare what has ended with the digests that were kept as it came: rows and snapshots.

    Raises:
        Damaged: it is not that, by the recording's uuid; from now on it is one that failed.
    """
    if info.state in ACTIVE:
        return
    try:
        digests = _digests(log, info)
    except (BadInput, LookupError, ValueError, TypeError):  # not even the form of a chunk is left
        digests = ()
    if digests != info.digests:
        sentence = (
            f"Recording {info.recording} is damaged where it is stored: its rows have not the digest that "
            "they were recorded with. Train it again."
        )
        journal.error("%s", sentence)
        if info.state == "done":
            log.move(info.recording, "failed", sentence)
            ring(log.path.parent, info.recording)
        raise Damaged(sentence)


def _digests(log: Log, info: RecordingInfo) -> tuple[str, ...]:
    """The members' digests, chunk by chunk, as they were chained when it was written."""
    chains = [digest.START] * len(info.members)
    ends = [np.inf] * len(info.members)
    for number in range(info.number + 1):
        ((_, payload),) = log.chunks(info.recording, number - 1, limit=1)
        head, arrays = parcel.unpack(payload)
        for mark in head["marks"]:
            if mark["name"] == DIVERGED:
                ends[mark["member"]] = mark["at"]
        chains = [
            _chained(chain, head, arrays, member, end)
            for member, (chain, end) in enumerate(zip(chains, ends, strict=True))
        ]
    return tuple(chain.hex() for chain in chains)


def _chained(
    chain: bytes, head: dict[str, Any], arrays: dict[str, parcel.Array], member: int, end: float
) -> bytes:
    """A member's chain with a chunk's rows and snapshots, up to the step at which it diverged."""
    names = sorted(name for name in arrays if name.startswith("column:") and name != "column:step")
    steps = [int(step) for step in arrays["column:step"] if step <= end] if names else []
    rows = [arrays[name][: len(steps), member] for name in names]
    shots = [
        (shot["step"], shot["name"], arrays[shot["array"]][member])
        for shot in head["snapshots"]
        if shot["step"] <= end
    ]
    return digest.add(chain, steps, np.stack(rows, axis=1).tolist() if rows else [], shots)
