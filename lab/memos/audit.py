"""Who did what, and what was refused: a log in which each entry carries the hash of the one before."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from lab.memos.canonical import canonical, sha256

START = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One act. `refused` says why it was not granted; empty if it was."""

    number: int
    step: int
    agent: str
    act: str
    cube: str
    refused: str
    note: str
    previous: str
    digest: str

    @property
    def computed(self) -> str:
        """The hash that the entry should have."""
        return sha256(canonical({name: value for name, value in vars(self).items() if name != "digest"}))


@dataclass
class AuditLog:
    """The log. Whoever keeps `head` elsewhere also sees when its end was cut off."""

    entries: list[Entry] = field(default_factory=list)

    @property
    def head(self) -> str:
        """Hash of the last entry."""
        return self.entries[-1].digest if self.entries else START

    def append(self, step: int, agent: str, act: str, cube: str, refused: str = "", note: str = "") -> Entry:
        """Write an act down."""
        unsealed = Entry(len(self.entries), step, agent, act, cube, refused, note, self.head, "")
        entry = replace(unsealed, digest=unsealed.computed)
        self.entries.append(entry)
        return entry

    def of(self, cube: str) -> list[Entry]:
        """What was done, or tried, to one memory."""
        return [entry for entry in self.entries if entry.cube == cube]


def first_broken(entries: Sequence[Entry], head: str | None = None) -> int | None:
    """Number of the first entry that does not fit its hash or the one before; None if the chain holds.

    With `head` given, a chain that ends elsewhere is broken at its length.
    """
    previous = START
    for number, entry in enumerate(entries):
        if entry.number != number or entry.previous != previous or entry.digest != entry.computed:
            return number
        previous = entry.digest
    return None if head in (None, previous) else len(entries)
