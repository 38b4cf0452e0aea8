"""Spools into the log: a training of somebody's own becomes a recording like any other."""

import json
import os
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from lab.contract.errors import BadInput
from lab.contract.settings import home
from lab.contract.training import Mark
from lab.runs.format import digest, parcel, spool
from lab.runs.format.spool import Ending, Header, Spooled
from lab.runs.names.specification import Run, from_specification
from lab.runs.store import states, wake
from lab.runs.store.log import Log, RecordingInfo
from lab.runs.store.states import State

OWNER = "own"
ORIGIN = "own"
ROWS = 2000
"""Rows of a chunk."""
SILENT = 600.0
"""Seconds without a word after which a training on another machine counts as ended."""


def folder() -> Path:
    """Where spools lie."""
    return home() / "own"


def began(pid: int) -> int:
    """When a process of this machine began, in the kernel's clock ticks; 0 where there is none."""
    try:
        about = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return int(about.rpartition(")")[2].split()[19])  # what comes before may hold spaces


def alive(header: Header, path: Path) -> bool:
    """Whether the process that writes a spool is still there; on another machine, whether it still writes."""
    if header.host == socket.gethostname():
        return began(header.pid) == header.began != 0
    return time.time() - os.stat(path).st_mtime < SILENT


def bring(log: Log, path: Path, ended: tuple[Ending, str | None] | None = None) -> str:
    """Put what a spool holds beyond what is there into the log; the recording's uuid.

    `ended` is how it ended where the spool could not say so, as on a full disk.

    Brought again, nothing changes; while it is written, its last row is left for the next time, since a user
    may still log values for it. New columns in the middle are a recording made anew.

    Raises:
        BadInput, NotFound: it is damaged, or of another version of `own`.
        StoreError: the log cannot be written.
    """
    whole = spool.read(path)
    whole.end = whole.end or ended
    recording = take(log, whole, alive(whole.header, path))
    assert recording is not None  # it begins with its first row
    return recording


def take(log: Log, part: Spooled, living: bool) -> str | None:
    """Put what was read of a spool into the log; None where what lies before is needed, and nothing is done.

    `living` is whether more may come.

    Raises:
        As `bring`.
    """
    run = from_specification(part.header.specification)
    if run.experiment.name != OWNER:
        raise BadInput(f"This is of {run.experiment.name}: only trainings that are watched are brought here.")
    state: State = "running"
    if part.end is not None:
        state = part.end[0]
    elif not living:
        state = "interrupted"
    recording = str(run.config.start)  # type: ignore[attr-defined]
    with log.transaction():
        info = _begun(log, run, recording, part)
        if info is None:
            return None
        if info.environment != (environment := {**info.environment, **_environment(part)}):
            log.surround(recording, environment)
        if info.state not in states.ACTIVE and not _more(info, part):
            return recording
        if info.state == "interrupted":
            log.move(recording, "running")
        _append(log, info, part, state)
    wake.ring(log.path.parent, recording)
    return recording


def _begun(log: Log, run: Run, recording: str, whole: Spooled) -> RecordingInfo | None:
    """The recording, made if it is not there, or if it lacks columns that there are now; None where it would
    have to be made of a part."""
    for info in log.recordings_of(run.id):
        lacking = info.rows and sorted(whole.columns) != _columns(log, info)
        if whole.first > (0 if lacking else info.rows):
            return None
        if not lacking:
            return info
        with log.transaction() as database:
            database.execute("DELETE FROM recordings WHERE recording = ?", (recording,))
    if whole.first:
        return None
    log.create(
        [run],
        owner=OWNER,
        origin=ORIGIN,
        state="running",
        environment=_environment(whole),
        recording=recording,
        steps=whole.header.steps,
    )
    return log.recording(recording)


def _environment(whole: Spooled) -> dict[str, Any]:
    """What the numbers depend on, and what the training has noted on its way."""
    layers = whole.header.layers
    return {
        **whole.header.environment,
        **({"layers": json.dumps(layers)} if layers else {}),
        **whole.notes,
    }


def _columns(log: Log, info: RecordingInfo) -> list[str]:
    for number in range(info.number + 1):
        ((_, payload),) = log.chunks(info.recording, number - 1, limit=1)
        head, arrays = parcel.unpack(payload)
        if head["rows"]:
            names = (name.removeprefix("column:") for name in arrays if name.startswith("column:"))
            return sorted(set(names) - {"step"})
    return []


def _more(info: RecordingInfo, whole: Spooled) -> bool:
    rows = whole.first + len(whole.steps)
    return rows > info.rows or (whole.end is not None and info.state == "interrupted")


def _append(log: Log, info: RecordingInfo, whole: Spooled, state: State) -> None:
    """The chunks that are not there yet; with the last one the state changes."""
    rows = whole.first + len(whole.steps) - (state == "running")
    chain = bytes.fromhex(info.digests[0]) if info.digests[0] else digest.START
    chunks = list(_chunks(info, whole, rows, last=state != "running"))
    error = whole.end[1] if whole.end else None
    for place, (number, head, arrays, shots) in enumerate(chunks):
        names = sorted(set(arrays) - {"column:step"})
        values = np.stack([arrays[name][:, 0] for name in names], axis=1).tolist() if names else []
        steps = [int(step) for step in arrays["column:step"]]
        chain = digest.add(chain, steps, values, shots)
        over = place == len(chunks) - 1 and state != "running"
        payload = parcel.pack(head, arrays | {f"snapshot:{i}": shot[2][None] for i, shot in enumerate(shots)})
        log.append(
            info.recording,
            number,
            payload,
            digests=[chain.hex()],
            state=state if over else None,
            error=error if over else None,
        )


Cut = tuple[int, dict[str, Any], dict[str, parcel.Array], list[tuple[int, str, parcel.Array]]]


def _chunks(info: RecordingInfo, whole: Spooled, rows: int, *, last: bool) -> Iterator[Cut]:
    """Number, header, columns and snapshots of the chunks that follow what is there.

    A chunk holds what became known after the last step of the one before, up to its own; the last, the rest.
    """
    before, number = info.last_step, info.number
    edges = list(range(info.rows, rows, ROWS)) or ([info.rows] if last else [])
    for first in edges:
        stop, number = min(first + ROWS, rows), number + 1
        final = last and first == edges[-1]
        held = slice(first - whole.first, stop - whole.first)
        upto = int(whole.steps[held][-1]) if stop > first else before
        end = 2**53 if final else upto
        shots = [(step, name, array) for name, step, array in whole.snapshots if before < step <= end]
        head = {
            "type": "chunk",
            "number": number,
            "row": first,
            "rows": stop - first,
            "marks": [_mark(mark) for mark in whole.marks if before < mark.step <= end],
            "snapshots": [
                {"name": name, "step": step, "array": f"snapshot:{i}"}
                for i, (step, name, _) in enumerate(shots)
            ],
            "graph": [],
            "progress": upto + 1,
        }
        arrays: dict[str, parcel.Array] = {"column:step": whole.steps[held].astype(np.float64)}
        if stop > first:
            arrays |= {f"column:{name}": whole.columns[name][held, None] for name in sorted(whole.columns)}
        yield number, head, arrays, shots
        before = upto


def _mark(mark: Mark) -> dict[str, Any]:
    return {**asdict(mark), "values": dict(mark.values)}


def spools() -> list[Path]:
    """The spools of this lab, by name."""
    return sorted(folder().glob("*.spool"))


def drop(run_ids: Iterable[str]) -> None:
    """Remove the spools of runs that are in the log, or are wanted there no more."""
    for id in run_ids:
        (folder() / f"{id}.spool").unlink(missing_ok=True)
