"""What lies in LAB_HOME/own/ID of a training: its checkpoints, and the function that can go on from them.

Both are the user's own: whatever comes as a file brings neither, and a checkpoint is read as tensors and
plain values only.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from lab.contract.settings import writable
from lab.runs.files import own

SUFFIX, ABOUT = ".checkpoint", "function.json"


class Function(BaseModel):
    """Where a training function is: `name` in `module`, which is imported from `folder`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    module: str
    name: str
    folder: str


def folder(id: str) -> Path:
    """Where a training keeps what it can go on from."""
    return own.folder() / id


def steps(id: str) -> list[int]:
    """The steps before which there is a checkpoint, rising."""
    found = (path.stem for path in folder(id).glob(f"*{SUFFIX}"))
    return sorted(int(name) for name in found if name.isdecimal())


def path(id: str, step: int) -> Path:
    """The file of a checkpoint."""
    return folder(id) / f"{step}{SUFFIX}"


def function(id: str) -> Function | None:
    """The function that trained it; None of a plain loop."""
    try:
        return Function.model_validate_json((folder(id) / ABOUT).read_bytes())
    except (OSError, ValidationError):
        return None


def remember(id: str, trains: Function) -> None:
    """Write down which function trains it.

    Raises:
        OSError, Unwritable: it cannot be written.
    """
    place = writable(folder(id)) / ABOUT
    place.write_text(trains.model_dump_json(), encoding="utf-8")


def forget(ids: Iterable[str]) -> None:
    """Remove all that lies beside the log of trainings that are wanted no more."""
    ids = list(ids)
    own.drop(ids)
    for id in ids:
        shutil.rmtree(folder(id), ignore_errors=True)
