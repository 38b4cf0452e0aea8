"""What is known by its id: specifications, the sets that they form, and which of them branch from which."""

import json
from collections.abc import Sequence
from typing import Any

from lab.contract.errors import NotFound
from lab.runs.names.specification import Run, from_specification
from lab.runs.store.blobs import Blobs
from lab.worlds import points


class Register(Blobs):
    """The part of the log that outlives recordings: links to what was removed still say what it was."""

    def remember(self, *runs: Run) -> None:
        """Keep specifications, so that their ids can be looked up, and the points that they name."""
        rows = [
            (run.id, run.experiment.name, run.experiment.version, json.dumps(run.specification))
            for run in runs
        ]
        named = {name for run in runs for name in points.named_in(run.specification["config"])}
        with self.transaction() as database:
            database.executemany("INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?)", rows)
            database.executemany("UPDATE points SET needed = 1 WHERE name = ?", [(name,) for name in named])

    def specification(self, run_id: str) -> Run:
        """The run of that id.

        Raises:
            NotFound: it is not in this store.
            BadInput: it is of another version of its experiment.
        """
        return from_specification(self.written(run_id))

    def written(self, run_id: str) -> dict[str, Any]:
        """The specification of that id as it was written, whatever the version.

        Raises:
            NotFound: it is not in this store.
        """
        rows = self.query("SELECT specification FROM runs WHERE run = ?", (run_id,))
        if not rows:
            raise NotFound(f"Run {run_id} is not in this store; open a link that carries its settings.")
        specification: dict[str, Any] = json.loads(rows[0][0])
        return specification

    def remember_set(self, id: str, members: Sequence[str]) -> None:
        """Keep which runs a set consists of, in their order."""
        with self.transaction() as database:
            database.execute("INSERT OR IGNORE INTO sets VALUES (?, ?)", (id, json.dumps(list(members))))

    def set_members(self, id: str) -> list[str] | None:
        """Ids of a set's members; None if no set has that id."""
        rows = self.query("SELECT members FROM sets WHERE id = ?", (id,))
        return [str(load) for load in json.loads(rows[0][0])] if rows else None

    def remember_branch(self, child: Run, parent: str, step: int) -> None:
        """Keep of which run another was branched first, and at which step."""
        self.remember(child)
        with self.transaction() as database:
            database.execute("INSERT OR IGNORE INTO branches VALUES (?, ?, ?)", (child.id, parent, step))

    def branched(self, run_id: str) -> tuple[str, int] | None:
        """The run that one branched from, and the step; None if it did not."""
        rows = self.query("SELECT parent, step FROM branches WHERE run = ?", (run_id,))
        return (rows[0][0], rows[0][1]) if rows else None

    def children(self, run_id: str) -> list[str]:
        """Runs that were branched from one, in the order of their steps."""
        rows = self.query("SELECT run FROM branches WHERE parent = ? ORDER BY step, run", (run_id,))
        return [str(row[0]) for row in rows]
