"""A `.labrun` that a visitor brings: read in a process of its own, so that no file can swell the server.

`python -m lab.runs.files.take STORE` reads the file from standard input and prints what it held, or a
sentence.
"""

import json
import resource
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from lab.contract.errors import BadInput, LabError
from lab.host.processes import python
from lab.runs.files import archive
from lab.runs.format.labrun import ArchiveRefused
from lab.runs.names.specification import set_id
from lab.runs.store.log import Log
from lab.runs.store.prune import prune
from lab.runs.work.limits import store_bytes

MOST_BYTES = 16 * 2**20
"""Bytes of a file that a page takes; the command takes larger ones."""
PATIENCE = 120
"""Seconds that reading may take."""
MEMORY = 2 * 2**30
"""Bytes of address space of the process that reads."""

_reading = threading.Lock()
"""One at a time, whatever the number of visitors."""


@dataclass(frozen=True)
class Taken:
    """What a file held: the run or the set, and the page that shows it."""

    id: str
    experiment: str


def take(log: Log, data: bytes) -> Taken:
    """Put a file's recording into the log, whole or not at all, labelled as imported.

    Raises:
        BadInput: it is damaged, too large, or of an experiment or version that is not here.
        LabError: it could not be read within the time and memory there is for it.
    """
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 2**20:.0f} MB"
        raise BadInput(f"The file has {size}; a page takes {MOST_BYTES // 2**20}: use `lab runs import`.")
    command = python("lab.runs.files.take", str(log.path))
    with _reading:
        try:
            done = subprocess.run(command, input=data, capture_output=True, timeout=PATIENCE, check=False)
        except (subprocess.SubprocessError, OSError) as error:
            raise LabError("The file could not be read in the time there is for it.") from error
    if done.returncode == 2:
        raise BadInput(done.stdout.decode().strip())
    if done.returncode != 0:
        raise LabError("The file could not be read here; `lab runs import` may say why.")
    return Taken(**json.loads(done.stdout))


def main(path: Path) -> int:
    """Read a file from standard input into the log at `path`; the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    log = Log(path)
    try:
        taken = archive.take(log, sys.stdin.buffer.read(MOST_BYTES + 1))
    except ArchiveRefused as error:
        print(error)
        return 2
    if taken in prune(log, store_bytes()):
        print("There is no room for it: the store is full of what was computed here.")
        return 2
    info = log.recording(taken)
    runs = [log.specification(run) for run in info.members]
    print(json.dumps({"id": set_id(runs), "experiment": runs[0].experiment.name}))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
