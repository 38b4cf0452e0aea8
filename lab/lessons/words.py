"""The words of lessons: sentences in both languages, questions whose outcome is computed, steps, a lesson."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from lab.contract.claim import RunRequest
from lab.contract.cut import Future
from lab.contract.training import Recorded

Kind = Literal["film", "ask", "pick", "branch", "read", "exit"]
"""The cut up to its cliff; a question; each phone's own setting; a what-if, guessed first; a text; the first
question again, with other numbers."""
BUTTONS = 16
"""Values that have a button each."""
Minutes = Literal[15, 45]
FORMS: tuple[Minutes, Minutes] = (15, 45)
Runs = Sequence[Recorded[Any]]


def form_of(minutes: int | str) -> Minutes | None:
    """The form of a lesson that takes so many minutes, if there is one."""
    return next((form for form in FORMS if str(form) == str(minutes)), None)


@dataclass(frozen=True)
class Words:
    """A sentence in English and in Chinese; there is none in one language alone."""

    en: str
    zh: str

    def __post_init__(self) -> None:
        if not (self.en.strip() and self.zh.strip()):
            raise ValueError(f"This has one language only: {self.en or self.zh}")

    def of(self, language: str) -> str:
        """In the language of that tag (`zh-CN`); English where it is any other."""
        return self.zh if language.lower().startswith("zh") else self.en


KINDS: Mapping[Kind, Words] = {
    "film": Words("Film", "短片"),
    "ask": Words("Question", "提问"),
    "branch": Words("What if", "如果"),
    "pick": Words("Everybody chooses", "每人选择"),
    "read": Words("Why", "为什么"),
    "exit": Words("On the way out", "离开之前"),
}
"""What a step of a kind is called."""


@dataclass(frozen=True)
class Axis:
    """Numbers along an axis in the place of choices: each is a choice, by its place from 1.

    A `moment` is a column of the recording along which its film runs, as `time`: the phone shows the film at
    the moment that is chosen.
    """

    name: Words
    values: tuple[float, ...]
    log: bool = False
    moment: str = ""


@dataclass(frozen=True)
class Plane:
    """Places on a figure in the place of choices: the cells of the last plot of its drawing, which they fill,
    row by row from its lower left corner; `across` and `up` are the middles of their sides."""

    across: Axis
    up: Axis

    def labels(self) -> tuple[Words, ...]:
        """The coordinates of each cell."""
        places = (f"({x:.3g}, {y:.3g})" for y in self.up.values for x in self.across.values)
        return tuple(Words(place, place) for place in places)


@dataclass(frozen=True)
class Question:
    """What is asked, and how the outcome is computed from recordings that come with the lab: never typed.

    `truth` gives the numbers of the right choices, from 1, and `told` the outcome with what was measured;
    both see the recordings of `runs`, in their order. `preset` is the example whose picture stands beside;
    it is the one at its cliff, where its own question waits. `like` is the id of the page's own question that
    this one asks in another way. Of `several` choices all that fit are taken, and right is who took no other;
    of one, of a number on an `axis` and of a place on a `plane` right is whoever took a right one.
    """

    id: str
    experiment: str
    preset: str
    text: Words
    choices: tuple[Words, ...]
    truth: Callable[[Runs], tuple[int, ...]]
    told: Callable[[Runs], Words]
    runs: tuple[RunRequest, ...]
    futures: tuple[Future, ...] = ()
    axis: Axis | None = None
    plane: Plane | None = None
    several: bool = False
    like: str = ""


@dataclass(frozen=True)
class Pick:
    """A setting that each phone chooses for a run of its own; together they are one figure, a dot a phone.

    `setting` is one of a run, `values` what may be chosen, `fields` what all have; `result` is a dot's
    height, NaN as long as it is not known, `log` says how the axes go (across, up).
    """

    experiment: str
    preset: str
    setting: str
    values: tuple[Any, ...]
    text: Words
    across: Words
    up: Words
    result: Callable[[Recorded[Any]], float]
    fields: Mapping[str, Any] = field(default_factory=dict)
    log: tuple[bool, bool] = (False, False)

    @property
    def axis(self) -> Axis | None:
        """Its values as an axis, where they are too many for a button each."""
        if len(self.values) <= BUTTONS:
            return None
        return Axis(self.across, self.values, self.log[0])


@dataclass(frozen=True)
class Step:
    """A step: its minutes, what the teacher does, and the page of it (a path with its query): a film's is
    put on the wall, that of a question shows the outcome, and is for afterwards.

    An exit repeats the question of that id, asked before.
    """

    kind: Kind
    minutes: int
    do: Words
    link: str
    question: Question | None = None
    pick: Pick | None = None
    text: Words | None = None
    repeats: str = ""

    def __post_init__(self) -> None:
        content = {"ask": self.question, "branch": self.question, "exit": self.question and self.repeats}
        if not content.get(self.kind, self.pick if self.kind == "pick" else True):
            raise ValueError(f"A step of the kind {self.kind} lacks what makes it one: {self.do.en}")


@dataclass(frozen=True)
class Lesson:
    """A lesson: its goal in one sentence, the wrong ideas that it meets, and its steps in both lengths."""

    name: str
    title: Words
    goal: Words
    wrong: tuple[Words, ...]
    short: tuple[Step, ...]
    long: tuple[Step, ...]

    def steps(self, minutes: Minutes) -> tuple[Step, ...]:
        """The steps of its form for so many minutes."""
        return self.short if minutes == FORMS[0] else self.long
