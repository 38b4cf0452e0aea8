"""What an experiment's trainings write: whoever reads a file of its recordings takes nothing else."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

OWN = re.compile(r"[a-z_][a-z0-9_]{0,39}")
"""A column's name where whoever trains gives it."""


def every(_config: Any, steps: int) -> Sequence[int]:
    """A row at each step."""
    return range(steps)


@dataclass(frozen=True)
class Written:
    """Names of columns, marks with their values, and snapshots; `#` in a name stands for a whole number.

    `columns` and the values of a mark are separated by spaces; a value with `?` behind it may be missing.
    `snapshots` says how many axes each may have, the member's apart. `rows` are the steps that have a row, by
    the resolved config and its number of steps; None where only the training knows when it is over.
    `graph` is whether it makes a graph. `free`: whoever trains names further columns, and the marks.
    """

    columns: str
    marks: Mapping[str, str]
    snapshots: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    rows: Callable[[Any, int], Sequence[int]] | None = every
    graph: bool = False
    free: bool = False

    def column(self, name: str) -> bool:
        """Whether a column can have this name."""
        if self.free:
            return OWN.fullmatch(name) is not None
        return _find(self.columns.split(), name) is not None

    def values(self, mark: str) -> tuple[frozenset[str], frozenset[str]] | None:
        """The values that a mark of this name always has, and those it may have; None: there is no such."""
        if (form := _find(self.marks, mark)) is None:
            return None
        names = self.marks[form].split()
        always = frozenset(name for name in names if not name.endswith("?"))
        return always, frozenset(name.rstrip("?") for name in names)

    def axes(self, snapshot: str) -> tuple[int, ...]:
        """How many axes a snapshot of this name may have; empty: there is no such."""
        form = _find(self.snapshots, snapshot)
        return () if form is None else self.snapshots[form]


def _find(forms: Iterable[str], name: str) -> str | None:
    plain = re.sub(r"(?<=-)\d{1,9}(?![^-])", "#", name)
    return next((form for form in forms if form in (name, plain)), None)
