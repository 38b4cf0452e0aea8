"""The recordings that come with the lab: brought into a log, and trained anew."""

import atexit
import contextlib
import functools
import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lab.contract.claim import RunRequest
from lab.contract.config import as_text
from lab.contract.errors import LabError
from lab.contract.experiment import Experiment
from lab.contract.settings import ROOT, Unwritable
from lab.host.paths import pathless
from lab.runs.files.archive import OWNER, content, take
from lab.runs.format.labrun import HASH, pack
from lab.runs.names.specification import Run
from lab.runs.read.branch import requested
from lab.runs.read.follow import follow
from lab.runs.read.recording import Recording
from lab.runs.service.client import Client
from lab.runs.store.log import Log

RECORDINGS = ROOT / "assets" / "recordings"
TAKEN = (OWNER, "file!")
"""Between these lie the owners of all files that were taken in."""
_LOCK = threading.Lock()


def shipped() -> Log:
    """The log with every recording that comes with the lab in it, or, where they are missing and cannot be
    added, one of this process that holds nothing else."""
    return list(stores())[-1]


def stores() -> Iterator[Log]:
    """Where to look for a recording: the log, with every one that comes with the lab in it; if it cannot be
    written and lacks some of them, then one of this process that has them."""
    missing = True
    with contextlib.suppress(Unwritable):
        log = Log()
        if log.writable:
            ship(log)
        missing = bool(unshipped(log))
        yield log
    if missing:
        yield _passing()


@functools.cache
def _passing() -> Log:
    folder = Path(tempfile.mkdtemp(prefix="lab-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    log = Log(folder / "log.sqlite")
    ship(log)
    return log


def ship(log: Log, experiment: str = "") -> list[str]:
    """Import the recordings (of one experiment) that the log has not yet; the new uuids.

    Raises:
        ArchiveRefused: one of them is damaged or of another version.
    """
    return [take_shipped(log, path) for path in unshipped(log, experiment)]


class Shipments:
    """What comes with the lab, on its way into one log; what a page shows is there once it has waited."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._there: set[str] = set()
        self._bringing = threading.Lock()

    def wait(self, experiment: str) -> LabError | None:
        """Bring an experiment's recordings, once; what is wrong with them now, if anything is, without paths.

        What has failed, on a full disk perhaps, is tried again by whoever asks next.
        """
        with self._bringing:
            if experiment not in self._there:
                try:
                    ship(self._log, experiment)
                except LabError as error:
                    return LabError(pathless(error))
                self._there.add(experiment)
        return None


def unshipped(log: Log, experiment: str = "") -> list[Path]:
    """The files (of one experiment) in assets/recordings that the log has not yet.

    A file that is there already costs the reading of its last 64 bytes.
    """
    if log.writable:
        _release(log)
    whole = "SELECT owner FROM recordings WHERE owner >= ? AND owner < ? AND state = 'done'"
    rows = log.query(whole, TAKEN)
    known = {str(row[0]).removeprefix(OWNER) for row in rows}
    return [path for path in sorted((RECORDINGS / experiment).rglob("*.labrun")) if _hash(path) not in known]


def _release(log: Log) -> None:
    """Let those files come once more whose runs are called otherwise by now, as an added setting makes them.

    What was taken in before stays, for what refers to it.
    """
    rows = log.query(
        "SELECT recording, run FROM recordings JOIN members USING (recording)"
        " WHERE member = 0 AND origin = 'shipped' AND owner >= ? AND owner < ?",
        TAKEN,
    )
    earlier = [(recording,) for recording, run in rows if _renamed(log, run)]
    if earlier:
        with log.transaction() as database:
            statement = "UPDATE recordings SET owner = 'earlier ' || owner WHERE recording = ?"
            database.executemany(statement, earlier)


def _renamed(log: Log, run: str) -> bool:
    try:
        return log.specification(run).id != run
    except LabError:  # of another version
        return True


def take_shipped(log: Log, path: Path) -> str:
    """Import one of them; its uuid.

    Raises:
        ArchiveRefused: it is damaged or of another version.
    """
    with _LOCK:  # a page and the server's start may want the same file at once
        return take(log, path.read_bytes(), origin="shipped")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(-min(HASH, path.stat().st_size), 2)
        return file.read().decode("ascii", "replace")


def record(
    experiment: Experiment, also: Sequence[RunRequest] = (), folder: Path = RECORDINGS
) -> Iterator[Path]:
    """Train an experiment's examples, its claims' evidence and what else is asked for, and write them in the
    place of the old files.

    Raises:
        LabError: a run failed, in one sentence.
    """
    folder = folder / experiment.name
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [RunRequest(preset.name) for preset in experiment.everywhere]
    wanted += [*(request for claim in experiment.claims for request in claim.evidence), *also]
    written: dict[str, Path] = {}
    with tempfile.TemporaryDirectory() as home:
        log, client = Log(Path(home) / "log.sqlite"), Client(Path(home))
        try:
            for request in wanted:
                runs = requested(experiment, request, lambda run: _recorded(log, run))
                for place, uuid in enumerate(
                    dict.fromkeys(client.launch(runs, owner="record") if runs else ())
                ):
                    if uuid in written:
                        continue
                    written[uuid] = folder / f"{_name(request)}{f'-{place}' if place else ''}.labrun"
                    _finish(log, uuid, written[uuid])
                    yield written[uuid]
        finally:
            client.shutdown()
    for path in set(folder.glob("*.labrun")) - set(written.values()):
        path.unlink()


def _recorded(log: Log, run: Run) -> Recording | None:
    info = log.shown(run.id)
    return Recording(log, info, info.members.index(run.id)) if info is not None else None


def _finish(log: Log, recording: str, path: Path) -> None:
    for _ in follow(log, recording):
        pass
    path.write_bytes(pack(content(log, log.recording(recording))))


def _name(request: RunRequest) -> str:
    values = (*request.fields.items(), *request.changes.items())
    parts = [request.preset, request.at, *(f"{name}-{_value(value)}" for name, value in values)]
    return "-".join(part for part in parts if part)


def _value(value: Any) -> str:
    """A setting's value, or those of an action, in the name of a file."""
    if isinstance(value, Mapping):
        return "-".join(f"{name}-{as_text(part)}" for name, part in value.items())
    return as_text(value)
