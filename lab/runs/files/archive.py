"""Recordings as files: written from the log, and read back into it."""

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

from lab.contract.divergence import DIVERGED
from lab.contract.errors import LabError, NotFound, Refused
from lab.runs.files import admission
from lab.runs.files.admission import CHECKPOINTS
from lab.runs.format import digest, parcel
from lab.runs.format.labrun import HASH, MOST_BYTES, ArchiveRefused, Content, Header, pack, unpack
from lab.runs.names.citation import cited
from lab.runs.names.specification import Run, from_specification, set_id
from lab.runs.read.branch import moments
from lab.runs.read.recording import Recording
from lab.runs.store.log import Log, RecordingInfo
from lab.worlds import points

CHECKPOINT_BYTES, SINGLE_BYTES = 256 * 2**10, 512 * 2**10
"""Bytes of all checkpoints that a file carries, and of a single one. Where nothing can be changed on the way
there are no branches, and none is carried."""
ROWS = 2000
"""Rows of a chunk of an imported recording."""
OWNER = "file "
"""Owner of an imported recording: this and the file's hash. Nobody commands it, and none comes twice."""

# --- out


def packed(log: Log, id: str) -> bytes:
    """The file of the recording shown for a run, or of the one that holds a set.

    Raises:
        NotFound: there is none.
        Refused: it is not complete, or the set lies in several recordings.
    """
    infos = [info for info in log.shown_of(log.set_members(id) or [id]).values() if info is not None]
    uuids = {info.recording for info in infos}
    if not uuids:
        raise NotFound(f"{id} is not recorded here.")
    if len(uuids) > 1:
        raise Refused(f"The set {id} lies in {len(uuids)} recordings: export its members one by one.")
    return pack(content(log, infos[0]))


def export(log: Log, id: str, path: Path) -> None:
    """Write that file."""
    path.write_bytes(packed(log, id))


def content(log: Log, info: RecordingInfo) -> Content:
    """All of a recording, however it was cut into chunks, with a few of its checkpoints.

    Raises:
        Refused: it is not complete.
        BadInput: the points that it learned from are not here.
    """
    if not info.complete:
        raise Refused(f"The recording is {info.state} at step {info.progress} of {info.steps}: let it end.")
    chunks = [parcel.unpack(payload) for _, payload in log.chunks(info.recording)]
    shots = [(shot, arrays[shot["array"]]) for head, arrays in chunks for shot in head["snapshots"]]
    shots.sort(key=lambda shot: (shot[0]["step"], shot[0]["name"]))
    rowed = [arrays for head, arrays in chunks if head["rows"]]
    columns = {
        name.removeprefix("column:"): np.concatenate([arrays[name] for arrays in rowed])
        for name in (rowed[0] if rowed else ())
        if name.startswith("column:")
    }
    runs = [log.specification(run_id) for run_id in info.members]
    experiment = runs[0].experiment
    steps = _few(log, info, runs[0]) if experiment.changeable else []
    header = {
        "format": 1,
        "specifications": [run.specification for run in runs],
        "environment": info.environment,
        "durations": info.durations,
        "digests": info.digests,
        "rows": info.rows,
        "columns": sorted(columns),
        "marks": [mark for head, _ in chunks for mark in head["marks"]],
        "snapshots": [
            {"name": shot["name"], "step": shot["step"], "dtype": array.dtype.str, "shape": array.shape}
            for shot, array in shots
        ],
        "graph": [change for head, _ in chunks for change in head["graph"]],
        "checkpoints": steps,
        "citation": cited(experiment, set_id(runs)),
    }
    return Content(
        Header.model_validate_json(json.dumps(header)),
        columns,
        [array for _, array in shots],
        {step: log.checkpoint(info.recording, step) for step in steps},
        _points(log, runs),
    )


def _points(log: Log, runs: Sequence[Run]) -> dict[str, str]:
    """The points that these learn from, by their hash."""
    log.require(runs)
    names = {name for run in runs for name in points.named_in(run.specification["config"])}
    return {name: written for name in names if (written := log.points(name)) is not None}


def _few(log: Log, info: RecordingInfo, run: Run) -> list[int]:
    """The steps of at most CHECKPOINTS of a recording's, and as few as are light enough; of one that is no
    branch a single one may be heavier.

    Half of them lie at the moments where it will be branched, or just before; the others are spread evenly.
    """
    steps = log.checkpoints(info.recording)
    size = len(log.checkpoint(info.recording, steps[-1])) if steps else 0
    least = int(not run.interventions and 0 < size <= SINGLE_BYTES)
    room = min(CHECKPOINTS, max(least, CHECKPOINT_BYTES // size)) if steps else 0
    before = ([step for step in steps if step <= at] for at in moments(run, log.marks(info.recording)))
    chosen = list(dict.fromkeys(found[-1] for found in before if found))[: (room + 1) // 2]
    rest = [step for step in steps if step not in chosen]
    picks = np.linspace(0, len(rest) - 1, min(room - len(chosen), len(rest))).round().astype(int)
    return sorted([*chosen, *(rest[pick] for pick in picks)])


# --- in


def take(log: Log, data: bytes, *, origin: Literal["imported", "shipped"] = "imported") -> str:
    """Put a file's recording into the log, whole or not at all, beside what is there; its uuid.

    Shipped files come with the code, whose tests compute their digests again and admit them; of others it is
    done here.

    Raises:
        ArchiveRefused: the file is damaged, too large, or of an experiment or version that is not here.
    """
    whole = unpack(data)
    owner = OWNER + data[-HASH:].decode()
    for row in log.query("SELECT recording FROM recordings WHERE owner = ? AND state = 'done'", (owner,)):
        return str(row[0])
    try:
        runs = [
            from_specification(specification.model_dump()) for specification in whole.header.specifications
        ]
    except LabError as error:
        raise ArchiveRefused(str(error)) from None
    if origin == "imported":
        if _digests(whole) != tuple(whole.header.digests):
            raise ArchiveRefused("The file's rows are not those whose digest it names.")
        if (known := _same(log, runs, whole.header.digests)) is not None:
            return known
        admission.check(whole, runs)
    with log.transaction():
        for written in whole.points.values():
            log.keep(written)
        recording = log.create(
            runs, owner=owner, origin=origin, state="running", environment=whole.header.environment
        )
        if len(runs) > 1:
            log.remember_set(set_id(runs), [run.id for run in runs])
        payloads = list(_chunks(whole, log.recording(recording).steps))
        for number, payload in enumerate(payloads):
            last = number == len(payloads) - 1
            log.append(
                recording,
                number,
                payload,
                digests=whole.header.digests,
                durations=whole.header.durations,
                checkpoints=whole.checkpoints if last else {},
                state="done" if last else None,
            )
        if origin == "imported":
            info = log.recording(recording)
            admission.read([Recording(log, info, member) for member in range(len(runs))])
    return recording


def _same(log: Log, runs: Sequence[Run], digests: Sequence[str]) -> str | None:
    """Another file's recording of the same runs with the same numbers, whatever else it says."""
    ids = tuple(run.id for run in runs)
    same = (
        info.recording
        for info in log.recordings_of(ids[0])
        if info.imported and info.complete and (info.members, info.digests) == (ids, tuple(digests))
    )
    return next(same, None)


def load(log: Log, path: Path) -> str:
    """Import a file that somebody brings; the uuid of its recording.

    Raises:
        NotFound: there is no such file.
        ArchiveRefused: see `take`.
    """
    if not path.is_file():
        raise NotFound(f"{path} is not a file.")
    with path.open("rb") as file:
        return take(log, file.read(MOST_BYTES + 1))


def _digests(whole: Content) -> tuple[str, ...]:
    """The members' digests, from their rows and snapshots."""
    header, columns = whole.header, whole.columns
    steps = [int(step) for step in columns["step"]]
    names = [name for name in header.columns if name != "step"]
    rows = np.stack([columns[name] for name in names], axis=2) if names else np.empty((0, 0, 0))
    shots = list(zip(header.snapshots, whole.snapshots, strict=True))
    last = {mark.member: mark.at for mark in header.marks if mark.name == DIVERGED}

    def member_digest(member: int) -> str:
        end = last.get(member, np.inf)
        count = bisect_right(steps, end)
        own = rows[:count, member].tolist() if names else []
        pictures = [(shot.step, shot.name, array[member]) for shot, array in shots if shot.step <= end]
        return digest.add(digest.START, steps[: len(own)], own, pictures).hex()

    return tuple(member_digest(member) for member in range(len(header.specifications)))


def _chunks(whole: Content, steps: int) -> Iterator[bytes]:
    """The parcels of a recording, cut anew."""
    header, rows = whole.header, whole.header.rows
    numbers = whole.columns["step"]
    # A chunk holds what happened after the last step of the one before, up to its own; the last, the rest.
    ends = [*(float(numbers[row]) for row in range(ROWS - 1, rows - 1, ROWS)), np.inf]
    shots = list(zip(header.snapshots, whole.snapshots, strict=True))
    before = -1.0
    for number, end in enumerate(ends):
        first, stop = (int(np.searchsorted(numbers, edge, side="right")) for edge in (before, end))
        inside = [(shot, array) for shot, array in shots if before < shot.step <= end]
        head = {
            "type": "chunk",
            "number": number,
            "row": first,
            "rows": stop - first,
            "marks": [mark.model_dump() for mark in header.marks if before < mark.step <= end],
            "snapshots": [
                {"name": shot.name, "step": shot.step, "array": f"snapshot:{i}"}
                for i, (shot, _) in enumerate(inside)
            ],
            "graph": [change for change in header.graph if before < float(change["step"]) <= end],
            "progress": steps if end == np.inf else int(end) + 1,
        }
        arrays: dict[str, Any] = {
            f"column:{name}": column[first:stop] for name, column in whole.columns.items()
        }
        yield parcel.pack(head, arrays | {f"snapshot:{i}": array for i, (_, array) in enumerate(inside)})
        before = end
