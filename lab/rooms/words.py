"""The words of a room: what is asked, who sits where, and the events that are written down, one by one."""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any, Literal, get_args

from lab.contract.cut import Future
from lab.contract.errors import LabError

Phase = Literal["open", "closed", "revealed"]
Role = Literal["teacher", "stage"]


@dataclass(frozen=True)
class Step:
    """One question of a lesson, as it was asked when the room was opened; never its answer."""

    experiment: str
    preset: str
    text: str
    choices: tuple[str, ...]
    futures: tuple[Future, ...] = ()


@dataclass(frozen=True)
class Seat:
    """A phone in the room: the name that it was given, and the digest of its token."""

    name: str
    key: str
    gone: bool = False


@dataclass(frozen=True)
class Outcome:
    """What came: the numbers of the right choices, from 1, and the sentence about it."""

    truth: tuple[int, ...]
    told: str


@dataclass(frozen=True)
class Opened:
    """The room is there, with what it will ask."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Joined:
    """A phone took the next seat."""

    seat: Seat


@dataclass(frozen=True)
class Asked:
    """A round of votes on the present step began."""


@dataclass(frozen=True)
class Voted:
    """A seat's choice, by its number from 1; a later one of that round replaces it."""

    seat: int
    value: int


@dataclass(frozen=True)
class Closed:
    """The round ended."""


@dataclass(frozen=True)
class Revealed:
    """The outcome was shown. Nothing that was written before knows it."""

    outcome: Outcome


@dataclass(frozen=True)
class Moved:
    """The room went to a step, from 0."""

    step: int


@dataclass(frozen=True)
class Dimmed:
    """Phones went dark, so that everybody looks up, or came back."""

    dark: bool


@dataclass(frozen=True)
class Shut:
    """Nobody else may come in, or may again."""

    shut: bool


@dataclass(frozen=True)
class Removed:
    """A seat was taken away, and its votes with it."""

    seat: int


@dataclass(frozen=True)
class Ended:
    """The room is over: it is read, and nothing is added."""


Event = Opened | Joined | Asked | Voted | Closed | Revealed | Moved | Dimmed | Shut | Removed | Ended
KINDS: dict[str, Any] = {kind.__name__: kind for kind in get_args(Event)}


def written(event: Event) -> str:
    """An event as a line of the log."""
    return json.dumps({"event": type(event).__name__, **dataclasses.asdict(event)}, ensure_ascii=False)


def read(line: str) -> Event:
    """The event of a line.

    Raises:
        LabError: it is of a kind that this lab does not know.
    """
    facts: dict[str, Any] = json.loads(line)
    kind = KINDS.get(facts.pop("event"))
    if kind is None:
        raise LabError("This room was written by another version of the lab.")
    event: Event = kind(**{name: _READ.get(name, _same)(value) for name, value in facts.items()})
    return event


def _same(value: Any) -> Any:
    return value


def _steps(written: list[dict[str, Any]]) -> tuple[Step, ...]:
    tuples = ({name: tuple(step[name]) for name in ("choices", "futures")} for step in written)
    return tuple(Step(**{**step, **more}) for step, more in zip(written, tuples, strict=True))


def _seat(written: dict[str, Any] | int) -> Seat | int:
    return written if isinstance(written, int) else Seat(**written)


def _outcome(written: dict[str, Any]) -> Outcome:
    return Outcome(tuple(written["truth"]), written["told"])


_READ: dict[str, Any] = {"steps": _steps, "seat": _seat, "outcome": _outcome}
