"""The family of a run: where it branched from, what branched from it, and the line that it lies on."""

from typing import Any

from lab.runs.names.arithmetic import JOINED
from lab.runs.store.log import Log, RecordingInfo

LONGEST = 256
"""Runs of one line that are named."""

Relative = dict[str, Any]


def family(log: Log, run_id: str) -> dict[str, Any]:
    """The part of docs/wire.md about branches: `here`, `parent`, `children`, `chain`."""
    above = log.branched(run_id)
    return {
        "here": relative(log, run_id),
        "parent": None if above is None else relative(log, above[0]),
        "children": [relative(log, child) for child in children(log, run_id)],
        "chain": [relative(log, run) for run in chain(log, run_id)],
    }


def relative(log: Log, run_id: str) -> Relative:
    """A run, where and by what it differs from its parent, and how it stands."""
    parent, at = log.branched(run_id) or (None, None)
    acts = log.written(run_id)["interventions"]
    info = log.shown(run_id) or next(iter(log.recordings_of(run_id)), None)
    return {
        "run": run_id,
        "parent": parent,
        "at": at,
        "joins": _joins(info, at),
        "set": {name: value for step, name, value in acts if step == at},
        "state": None if info is None else info.state,
        "recording": None if info is None else info.recording,
    }


def children(log: Log, run_id: str) -> list[str]:
    """What branched from a run, without those that were replaced before their first step."""
    return [child for child in log.children(run_id) if not _replaced(log, child)]


def chain(log: Log, run_id: str) -> list[str]:
    """The line of only children through a run, first to last."""
    line = [run_id]
    while (above := log.branched(line[0])) is not None and children(log, above[0]) == [line[0]]:
        line.insert(0, above[0])
        if len(line) == LONGEST:
            break
    while len(line) < LONGEST and len(below := children(log, line[-1])) == 1:
        line.append(below[0])
    return line


def _joins(info: RecordingInfo | None, at: int | None) -> int | None:
    """The step up to which its rows are its parent's: earlier than the branch if they did not repeat."""
    if info is None or info.begun is None or JOINED not in info.environment:
        return at
    return at if at is None else min(at, int(info.begun["shared"]))


def successor(log: Log, info: RecordingInfo) -> RecordingInfo | None:
    """The recording in which a run goes on instead of in this one, if any."""
    for other in log.recordings_of(info.members[0]):
        if other.begun is not None and other.begun.get("after") == info.recording:
            return other
    return None


def _replaced(log: Log, run_id: str) -> bool:
    infos = log.recordings_of(run_id)
    return bool(infos) and not log.children(run_id) and all(_left_at_once(info) for info in infos)


def _left_at_once(info: RecordingInfo) -> bool:
    return info.state == "left" and info.begun is not None and info.progress == info.begun["step"]
