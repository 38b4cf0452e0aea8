"""Cuts: what the first ten seconds of a page show of a recording, as data.

Places are marks, never step numbers: steps shift between machines.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from lab.contract.training import Recorded

Future = Literal["jumps", "rises", "levels", "sinks", "falls", "drops"]
"""How a curve may go on: far up, up, as high as it is, down, far down, to the floor."""


@dataclass(frozen=True)
class Place:
    """`offset` rows after a mark's `at`; `start` and `end` are the recording's own."""

    mark: str
    offset: int = 0


@dataclass(frozen=True)
class Scene:
    """From one place to another in so many seconds, with at most 12 words under the figure."""

    begin: Place
    end: Place
    seconds: float
    caption: str = ""


@dataclass(frozen=True)
class Cliff:
    """The end of a scene: playback freezes there, just before the outcome, and asks.

    `truth` gives, from the set's recordings (one for a single run), the right choices by their text;
    `told` says the outcome in one sentence, with the measured number. What is bound to the columns and arrays
    in `veil` is not drawn before the answer, nor are marks and slopes, the walkers' map and annotations of
    such a name, as a curve's at its end: what is shown up to the cliff is then the film alone; a plot whose
    curves wait says so.
    `futures` are the choices as curves, one each, where they are about how a curve of the figure goes on: its
    first along the steps, else the one of which a part is asked about. It is drawn up to there, they go on.
    """

    after: int
    question: str
    choices: tuple[str, ...]
    truth: Callable[[Sequence[Recorded[Any]]], tuple[str, ...]]
    told: Callable[[Sequence[Recorded[Any]]], str]
    veil: tuple[str, ...] = ()
    futures: tuple[Future, ...] = ()

    def __post_init__(self) -> None:
        if len(self.futures) not in (0, len(self.choices)):
            raise ValueError(f"{self.question}: {len(self.futures)} futures of {len(self.choices)} choices.")


@dataclass(frozen=True)
class Cut:
    """8 to 12 seconds of an example: fast through the calm, slow around the one event.

    The cliff comes after scene number `cliff.after` (from 0); the scenes behind it are the outcome, which
    may begin again at the start.
    """

    preset: str
    scenes: tuple[Scene, ...]
    cliff: Cliff

    @property
    def before(self) -> tuple[Scene, ...]:
        """The scenes up to the cliff."""
        return self.scenes[: self.cliff.after + 1]

    @property
    def after(self) -> tuple[Scene, ...]:
        """The scenes behind the cliff: the outcome."""
        return self.scenes[self.cliff.after + 1 :]

    @property
    def stills(self) -> tuple[tuple[float, str], tuple[float, str], tuple[float, str]]:
        """Three moments, in seconds from its start, with what is said there: in the first scene, in the last
        before the cliff (of one scene only the first time), and at the cliff, which asks."""
        first, last = self.before[0], self.before[-1]
        whole = sum(scene.seconds for scene in self.before)
        if len(self.before) == 1:
            return (whole / 4, first.caption), (3 * whole / 4, ""), (whole, self.cliff.question)
        late = whole - last.seconds / 2
        return (first.seconds / 2, first.caption), (late, last.caption), (whole, self.cliff.question)
