"""What is recorded of a watched training while it runs: a spool, or nothing where no file can be written."""

import logging
import math
import os
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lab.contract.errors import BadInput, LabError
from lab.contract.settings import writable
from lab.contract.training import Mark
from lab.experiments.own.columns import COLUMNS
from lab.runs.files import own
from lab.runs.format.spool import MOST_NAMED, Ending, Header, Spool
from lab.runs.names.specification import Run
from lab.runs.store.log import Log

LOGGER = logging.getLogger("lab")


class Record:
    """The recording of one run. Where the disk is full it ends with a warning, and the training goes on."""

    def __init__(self, run: Run, environment: Mapping[str, Any], steps: int) -> None:
        self.problem: str | None = None
        self._spool: Spool | None = None
        self._logged: frozenset[str] | None = None
        self._marked: dict[str, int] = {}
        self._run = run.id
        header = Header(
            specification=run.specification,
            environment=dict(environment),
            columns=tuple(COLUMNS),
            steps=steps,
            created=time.time(),
            host=socket.gethostname(),
            pid=os.getpid(),
            began=own.began(os.getpid()),
        )
        self.path: Path = own.folder() / f"{run.id}.spool"
        try:
            writable(own.folder())
            self._spool = Spool(self.path, header)
        except (OSError, LabError) as error:
            self._give_up(0, error)

    def row(self, step: int, values: Mapping[str, float]) -> None:
        """The row of a step; what is not named is NaN."""
        numbers = [values.get(name, math.nan) for name in COLUMNS]
        self._write(step, lambda spool: spool.row(step, numbers))

    def log(self, step: int, values: Mapping[str, float]) -> None:
        """Values of columns of the user's.

        Raises:
            BadInput: their names are not allowed, or not those of the first time.
        """
        names = frozenset(values)
        if self._logged is None:
            _check_names(names)
            self._logged = names
        if not names <= self._logged:
            new, known = sorted(names - self._logged), ", ".join(sorted(self._logged))
            raise BadInput(f"{new[0][:40]} is a new column, and columns are fixed at the first log: {known}.")
        self._write(step, lambda spool: spool.logged(step, values))

    def mark(self, name: str, step: int, values: Mapping[str, float]) -> None:
        """A named moment; the second of a name is `name-2`."""
        if not name or len(name) > 70 or not name.isprintable():
            raise BadInput(f"mark = {name[:40]!r} is no name: give 1 to 70 printable characters.")
        count = self._marked[name] = self._marked.get(name, 0) + 1
        mark = Mark(name if count == 1 else f"{name}-{count}", step, step, values=values)
        self._write(step, lambda spool: spool.mark(mark))

    def moment(self, mark: Mark) -> None:
        """A moment that was found in the rows, by its own name."""
        self._write(mark.step, lambda spool: spool.mark(mark))

    def note(self, step: int, name: str, text: str) -> None:
        """What has become known of the whole training at a step."""
        self._write(step, lambda spool: spool.note(name, text))

    def snapshot(self, name: str, step: int, array: npt.NDArray[np.float64]) -> None:
        """An array of a step."""
        self._write(step, lambda spool: spool.snapshot(name, step, array))

    def close(self, step: int, state: Ending, error: str | None) -> bool:
        """End it, and bring it into the store; whether it is there."""
        self._write(step, lambda spool: spool.end(state, error))
        self._spool = None
        if not self.path.exists():
            return False
        try:
            own.bring(Log(), self.path, ("stopped", self.problem) if self.problem else None)
        except (OSError, LabError) as problem:
            LOGGER.warning("%s is not in the store yet: %s", self.path, problem)
            return False
        if self.problem is None:
            own.drop([self._run])
        return True

    def _write(self, step: int, act: Any) -> None:
        if self._spool is None:
            return
        try:
            act(self._spool)
        except OSError as error:
            self._give_up(step, error)

    def _give_up(self, step: int, error: Exception) -> None:
        if self._spool is not None:
            self._spool.close()
        self._spool = None
        self.problem = f"Recording ended at step {step}: {error}"
        LOGGER.warning("%s. The training goes on, without being recorded.", self.problem)


def _check_names(names: frozenset[str]) -> None:
    if len(names) > MOST_NAMED:
        raise BadInput(f"{len(names)} columns are logged; there are at most {MOST_NAMED}.")
    for name in sorted(names):
        if name in COLUMNS or name == "step" or not name.isidentifier() or name != name.lower()[:40]:
            raise BadInput(
                f"{name[:60]!r} cannot be a column: give up to 40 small letters, digits and _, "
                f"other than {', '.join(COLUMNS)} and step."
            )


def ending() -> tuple[Ending, str | None]:
    """How a program that closed nothing has ended: with an error, from the keyboard, or well."""
    error = getattr(sys, "last_value", None)
    return ended(error)


def ended(error: BaseException | None) -> tuple[Ending, str | None]:
    """The state and the sentence of a training that an error ended, or none."""
    if error is None:
        return "done", None
    if isinstance(error, KeyboardInterrupt):
        return "stopped", None
    return "failed", f"{type(error).__name__}: {error}"[:1000]
