"""What a specification names by its hash and does not hold: a person's many points."""

import time
from collections.abc import Sequence
from pathlib import Path

from lab.runs.names.specification import Run
from lab.runs.store.database import Store
from lab.worlds import points

LOOSE = 200
"""Sets of points that are kept though no run refers to them; then what was brought first goes."""


class Blobs(Store):
    """The part of the log that keeps points: those of a run for as long as the run is known."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        points.stores[id(self)] = self

    def keep(self, target: str) -> str:
        """Keep written points; the target that names them in settings.

        Raises:
            StoreError: the store cannot be written.
        """
        name = points.named(target)
        if name == target:
            return target
        needed = "EXISTS (SELECT 1 FROM runs WHERE instr(specification, ?))"
        loose = "SELECT name FROM points WHERE NOT needed ORDER BY brought DESC LIMIT -1 OFFSET ?"
        with self.transaction() as database:
            database.execute(
                f"INSERT INTO points (name, written, brought, needed) VALUES (?, ?, ?, {needed})"
                " ON CONFLICT (name) DO UPDATE SET brought = excluded.brought",
                (name, target, time.time(), name),
            )
            database.execute(f"DELETE FROM points WHERE name IN ({loose})", (LOOSE,))
        return name

    def points(self, name: str) -> str | None:
        """The points of that name, all written out; None where they are not kept."""
        if not points.NAME.fullmatch(name):
            return None
        for row in self.query("SELECT written FROM points WHERE name = ?", (name,)):
            return str(row[0])
        file = self.path.parent / "points" / name.removeprefix(points.HASHED)  # where they once lay
        return points.PREFIX + file.read_text(encoding="utf-8") if file.is_file() else None

    def require(self, runs: Sequence[Run]) -> None:
        """Have the points of all these runs.

        Raises:
            BadInput: some are not kept here.
        """
        for name in {name for run in runs for name in points.named_in(run.specification["config"])}:
            if self.points(name) is None:
                raise points.absent(name)
