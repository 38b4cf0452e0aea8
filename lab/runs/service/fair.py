"""The fair queue: addresses take turns, at each its visitors, and short runs pass long ones."""

from dataclasses import dataclass

SHORT = 20.0
"""Seconds of computing up to which a run is short."""
PASSES = 3
"""Short runs that pass a long one that waits, at most, before it is taken."""
ROOMS = "rooms"
"""Where the runs of rooms are asked for: all rooms together take turns like one address."""
REMEMBERED = 1000
"""Addresses and visitors whose last turn is known."""


@dataclass(frozen=True)
class Asker:
    """Who asks for a run: its owner, and the address that they ask from ("" on this machine).

    Whoever has no cookie of ours (is not `known`) shares what all those of their address have.
    """

    owner: str
    address: str = ""
    known: bool = True

    @property
    def share(self) -> str:
        """Whose turn it takes at its address."""
        return self.owner if self.known or not self.address else ""


@dataclass(frozen=True)
class Asked:
    """A run or a batch that was asked for: by whom, and the seconds that it is estimated at."""

    asker: Asker
    seconds: float

    @property
    def short(self) -> bool:
        """Whether it may pass long ones."""
        return self.seconds <= SHORT


class FairQueue:
    """What waits: next is whose address had its turn longest ago, of these who had, then who came."""

    def __init__(self) -> None:
        self._waiting: dict[str, Asked] = {}
        self._turns: dict[tuple[str, ...], int] = {}
        self._turn, self._passed = 0, 0
        self._order: list[str] | None = None

    def push(self, asked: Asked, recording: str) -> None:
        """Queue a recording behind the others of who asked."""
        self._waiting[recording] = asked
        self._order = None

    def pop(self, *, short: bool = False) -> str | None:
        """The recording whose turn it is (of the short ones); who asked goes to the end of the round."""
        if (recording := self._next(short=short)) is not None:
            self._take(recording)
        return recording

    def _next(self, *, short: bool = False) -> str | None:
        lanes = [
            [name for name, asked in self._waiting.items() if asked.short is lane] for lane in (True, False)
        ]
        if short or (lanes[0] and (self._passed < PASSES or not lanes[1])):
            return min(lanes[0], key=self._due, default=None)
        return min(lanes[1], key=self._due, default=None)

    def _due(self, recording: str) -> tuple[int, int]:
        asker = self._waiting[recording].asker
        turns = self._turns
        return turns.get((asker.address,), 0), turns.get((asker.address, asker.share), 0)

    def _take(self, recording: str) -> None:
        asked = self._waiting.pop(recording)
        long = any(not other.short for other in self._waiting.values())
        self._passed = self._passed + 1 if asked.short and long else 0
        self._turn, self._order = self._turn + 1, None
        for key in ((asked.asker.address,), (asked.asker.address, asked.asker.share)):
            self._turns.pop(key, None)
            self._turns[key] = self._turn
        while len(self._turns) > REMEMBERED:
            del self._turns[next(iter(self._turns))]

    def remove(self, recording: str) -> bool:
        """Take a recording out; whether it was waiting."""
        self._order = None
        return self._waiting.pop(recording, None) is not None

    def order(self) -> list[str]:
        """Everything that waits, in the order in which it will be taken."""
        if self._order is None:
            ahead = FairQueue()
            ahead._waiting, ahead._turns = dict(self._waiting), dict(self._turns)
            ahead._turn, ahead._passed = self._turn, self._passed
            self._order = list(iter(ahead.pop, None))
        return list(self._order)

    def __len__(self) -> int:
        return len(self._waiting)
