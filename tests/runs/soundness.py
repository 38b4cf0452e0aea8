"""Whether what the log holds of a recording belongs together."""

import numpy as np

from lab.runs.format import checkpoint, digest, parcel
from lab.runs.read.recording import Recording
from lab.runs.store.facts import RecordingInfo
from lab.runs.store.log import Log


def sound(log: Log, recording: str) -> RecordingInfo:
    """The facts of a recording, after checking chunks, rows, columns, digests and the last checkpoint."""
    info = log.recording(recording)
    headers = [parcel.unpack(payload)[0] for _, payload in log.chunks(recording)]
    assert [header["number"] for header in headers] == list(range(info.number + 1))
    assert [header["row"] for header in headers] == _starts([header["rows"] for header in headers])
    assert sum(header["rows"] for header in headers) == info.rows
    ends = {info.progress: info.digests} if headers else {}
    for step in log.checkpoints(recording)[-1:]:
        ends[step] = tuple(checkpoint.unpack(log.checkpoint(recording, step))["digests"])
    for place in range(len(info.members)):
        member = Recording(log, info, place)
        assert (np.diff(member.steps) > 0).all()
        for step, digests in ends.items():
            assert digests[place] == chained(log, member, step)
    return info


def chained(log: Log, member: Recording, end: int) -> str:
    """The digest of a member's rows and snapshots before a step."""
    steps = [int(step) for step in member.steps if step < end]
    columns = [member.column(name)[: len(steps)] for name in sorted(member.columns)]
    taken = log.snapshots(member.info.recording)
    shots = [(at, name, member.array(name, at)) for name in taken for at in taken[name] if at < end]
    rows = np.stack(columns, axis=1).tolist() if columns else []
    return digest.add(digest.START, steps if columns else [], rows, shots).hex()


def _starts(rows: list[int]) -> list[int]:
    return [int(one) for one in np.cumsum([0, *rows])[:-1]]
