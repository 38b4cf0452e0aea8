"""What a teacher does at each kind of step, and how a lesson's steps are put together."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from lab.contract.claim import RunRequest
from lab.contract.config import as_text
from lab.lessons.words import Axis, Pick, Plane, Question, Runs, Step, Words

Judge = Callable[[Runs], tuple[int, ...]]
Tell = Callable[[Runs], Words]

FILM = Words(
    "Play the film once the phones have joined; it stops by itself before the outcome.",
    "手机加入之后播放短片；它会在结果之前自己停下。",
)
VOTE = Words(
    "Ask. Everybody votes alone and in silence; close. Then two minutes with a neighbour, ask again, close, "
    "reveal, and let somebody who changed their mind say why.",
    "提问。每人安静地独立投票；关闭。然后和邻座讨论两分钟，再问一次，关闭，揭晓，"
    "请一位改变主意的人说说为什么。",
)
QUICK = Words(
    "Ask, close, reveal: one round is enough here. Read the sentence with the numbers aloud.",
    "提问，关闭，揭晓：这里一轮就够。把带数字的那句话读出来。",
)
READ = Words(
    "Phones look up. One of the class reads it aloud and shows it in the figure.",
    "大家抬头。请一位同学读出来，并在图上指出来。",
)
PICK = Words(
    "Everybody chooses a setting of their own and says to a neighbour what will come. Run; each finds their "
    "own dot. Begin with the outliers.",
    "每人为自己选一个设置，并告诉邻座会发生什么。运行；每人找到自己的点。先讨论离群的点。",
)
DOUBT = Words(
    "A confident guess meets what was measured here. Ask, close, reveal, then look for the reason together.",
    "自信的猜测遇上这里测得的结果。提问，关闭，揭晓，然后一起找原因。",
)
EXIT = Words(
    "Ask once, alone, without talking; close, reveal. The teacher's page compares it with the first vote.",
    "只问一次，独立作答，不讨论；关闭，揭晓。教师页面会把它与第一次投票比较。",
)


def film(minutes: int, question: Question) -> Step:
    """The cut of a page's own question, up to its cliff."""
    return Step("film", minutes, FILM, stage(question))


def ask(minutes: int, question: Question, do: Words = VOTE) -> Step:
    """A question."""
    return Step("ask", minutes, do, stage(question), question)


def branch(minutes: int, question: Question, do: Words = QUICK) -> Step:
    """A what-if, guessed before it is seen."""
    return Step("branch", minutes, do, stage(question), question)


def pick(minutes: int, chosen: Pick) -> Step:
    """A setting a phone."""
    return Step("pick", minutes, PICK, f"{chosen.experiment}?preset={chosen.preset}", pick=chosen)


def read(minutes: int, question: Question, text: Words) -> Step:
    """A text beside the figure of a question."""
    return Step("read", minutes, READ, f"{stage(question)}&at=cliff", text=text)


def leave(minutes: int, question: Question, first: Question) -> Step:
    """The way out: the first question with other numbers."""
    return Step("exit", minutes, EXIT, stage(question), question, repeats=first.id)


def stage(question: Question) -> str:
    """The page of what a question rests on, as a projector opens it."""
    first = question.runs[0]
    fields = {name: as_text(value) for name, value in first.fields.items()}
    query = urlencode({"preset": first.preset, **fields, "view": "stage"}, safe=",")
    return f"{question.experiment}?{query}"


def twin(question: Question, text: Words, *runs: RunRequest) -> Question:
    """The same question of other runs."""
    return replace(question, id=f"{question.id}-exit", preset=runs[0].preset, text=text, runs=runs)


def worded(question: Question, text: Words) -> Question:
    """A page's own question, in words for those who have not seen its film."""
    return replace(question, id=f"{question.id}-class", text=text)


def _put(question: Question, way: str, text: Words, truth: Judge, told: Tell, **rest: Any) -> Question:
    """A page's own question, asked in another way."""
    id = f"{question.id}-{way}"
    return replace(question, id=id, text=text, truth=truth, told=told, futures=(), like=question.id, **rest)


def along(question: Question, axis: Axis, text: Words, truth: Judge, told: Tell) -> Question:
    """A page's own question as a number on an axis."""
    labels = tuple(Words(f"{value:,.10g}", f"{value:,.10g}") for value in axis.values)
    return _put(question, "along", text, truth, told, choices=labels, axis=axis)


def several(
    question: Question, text: Words, choices: tuple[Words, ...], truth: Judge, told: Tell
) -> Question:
    """A page's own question with choices of which all that fit are taken."""
    return _put(question, "several", text, truth, told, choices=choices, several=True)


def pointed(question: Question, name: str, plane: Plane, text: Words, truth: Judge, told: Tell) -> Question:
    """A question about a place on the figure of a page's own."""
    return replace(
        question,
        id=f"{question.id}-{name}",
        text=text,
        choices=plane.labels(),
        truth=truth,
        told=told,
        futures=(),
        plane=plane,
    )


def between(value: float, *borders: float) -> tuple[int, ...]:
    """The choice in whose range a value lies: the first below the first border, from 1."""
    return (1 + sum(value >= border for border in borders),)


def where(right: Sequence[bool]) -> tuple[int, ...]:
    """The numbers of the right choices, from 1."""
    return tuple(number for number, is_right in enumerate(right, 1) if is_right)
