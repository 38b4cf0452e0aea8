"""The words of a room: what is asked, who sits where, and the events that are written down, one by one."""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any, Literal, get_args

from lab.contract.cut import Future
from lab.contract.errors import LabError
from lab.lessons.words import Axis, Kind, Plane, Words

Phase = Literal["open", "closed", "revealed"]
Role = Literal["teacher", "stage"]


@dataclass(frozen=True)
class Step:
    """A step of a lesson as it was when the room was opened; never its answer.

    Of a pick, the choices are the values that a phone may give. `place` is where the lesson has it, as
    "rescue/15/2"; empty, it is an example's own question. `repeats` is the number, from 0, of the step whose
    question this one asks again with other numbers. What to do, `do`, is for the teacher, and `link` is what
    the projector opens. `film` are the seconds of the film up to the question, and of what came after it;
    choices along an `axis` are its numbers, on a `plane` its cells. A vote is the number of a choice, from 1;
    where `several` may be taken, the sum of 2 ** (number - 1) of those.
    """

    experiment: str
    preset: str
    text: Words
    choices: tuple[Words, ...] = ()
    futures: tuple[Future, ...] = ()
    kind: Kind = "ask"
    place: str = ""
    repeats: int | None = None
    minutes: int = 0
    do: Words | None = None
    link: str = ""
    film: tuple[float, float] = (0.0, 0.0)
    axis: Axis | None = None
    plane: Plane | None = None
    several: bool = False

    @property
    def asks(self) -> bool:
        """Whether phones vote on it."""
        return bool(self.choices)

    @property
    def most(self) -> int:
        """The largest vote; the smallest is 1."""
        return 2 ** len(self.choices) - 1 if self.several else len(self.choices)

    def taken(self, vote: int) -> tuple[int, ...]:
        """The numbers of the choices that a vote takes."""
        if not self.several:
            return (vote,)
        return tuple(place + 1 for place in range(len(self.choices)) if vote >> place & 1)

    def right(self, vote: int, truth: tuple[int, ...]) -> bool:
        """Whether it takes a right choice, and of several all of them and no other."""
        return self.taken(vote) == truth if self.several else vote in truth


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
    told: Words


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
    """The outcome was shown. Nothing that was written before knows it. Times are seconds since 1970."""

    outcome: Outcome
    at: float = 0.0


@dataclass(frozen=True)
class Ran:
    """The choices that phones picked, by their numbers, train or have trained as the runs of these ids."""

    chosen: tuple[int, ...]
    runs: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """The room went to a step, from 0."""

    step: int


@dataclass(frozen=True)
class Played:
    """The film of the present step began, from its start, at a time in seconds since 1970."""

    at: float


@dataclass(frozen=True)
class Followed:
    """Phones show what the stage shows, or no longer."""

    follows: bool


@dataclass(frozen=True)
class Shown:
    """A run or a set of the lab takes the lesson's place, at a step, maybe as its cliff keeps it; where none
    is named the lesson is back. `at` is when, in seconds since 1970."""

    run: str
    step: int
    cliff: bool = False
    at: float = 0.0


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


Event = (
    Opened
    | Joined
    | Asked
    | Voted
    | Closed
    | Revealed
    | Ran
    | Moved
    | Played
    | Followed
    | Shown
    | Dimmed
    | Shut
    | Removed
    | Ended
)
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
    event: Event = kind(**{name: _read(name, value) for name, value in facts.items()})
    return event


def _read(name: str, value: Any) -> Any:
    """A field of an event from its JSON."""
    match name, value:
        case "steps", _:
            return tuple(_step(**step) for step in value)
        case "seat", {"name": _}:
            return Seat(**value)
        case "outcome", _:
            return Outcome(tuple(value["truth"]), Words(**value["told"]))
        case (("chosen" | "runs"), _):
            return tuple(value)
    return value


def _step(
    *,
    text: Any,
    choices: Any,
    futures: Any,
    do: Any,
    film: Any = (0, 0),
    axis: Any = None,
    plane: Any = None,
    **plain: Any,
) -> Step:
    return Step(
        film=tuple(film),
        axis=axis and _axis(**axis),
        plane=plane and Plane(_axis(**plane["across"]), _axis(**plane["up"])),
        text=Words(**text),
        choices=tuple(Words(**choice) for choice in choices),
        futures=tuple(futures),
        do=do and Words(**do),
        **plain,
    )


def _axis(*, name: Any, values: Any, **plain: Any) -> Axis:
    return Axis(Words(**name), tuple(values), **plain)
