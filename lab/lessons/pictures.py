"""The pictures of a lesson: a film up to its cliff, a question as it stands there, and what came."""

import re
from collections.abc import Sequence

import numpy as np

from lab import experiments
from lab.contract.cut import Cut, Scene
from lab.contract.figure import Figure
from lab.experiments.remembering.memcube.figures import FORMS, NAMES
from lab.export import assets
from lab.figures import film
from lab.figures.exhibit import Exhibit, exhibit
from lab.figures.filled import filled
from lab.figures.sketch import Filled, panels, sketch
from lab.figures.sketch_marks import paint
from lab.figures.sketch_panels import MARGIN
from lab.figures.veil import veiled
from lab.lessons.outcomes import answer
from lab.lessons.own import own
from lab.lessons.words import Axis, Plane, Question
from lab.runs.names.specification import set_id, specify
from lab.runs.store.log import Log

SIGNS = {"memcube": {NAMES[form]: look for form, look in FORMS.items()}}
"""What is drawn in signs alone: of each name its symbol and colour."""
SHAPES = {"circle": "●", "square": "■", "diamond": "◆", "triangle-up": "▲"}
CORNERS = ((8, 26, "start"), (632, 26, "end"), (8, 272, "start"), (632, 272, "end"))
"""Where the names of signs stand in a drawing."""
FRAMES = 14
"""Pictures of a film."""
PLOT = re.compile(r'<svg x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"')
"""A plot in a drawing, with half a margin around it."""


def frames(
    log: Log, experiment: str, preset: str, count: int = FRAMES, *, outcome: bool = False
) -> list[str]:
    """A cut up to its cliff as drawings, evenly in its time, without what it keeps back; or what comes after
    the cliff, with it.

    Raises:
        NotFound: it is not recorded here.
    """
    subject, cut = _cut(log, experiment, preset)
    hero = subject.hero if outcome else veiled(subject.hero, cut)
    times = np.linspace(0, seconds(cut.after if outcome else cut.before), count).tolist()
    steps = film.steps(subject, cut, times, outcome=outcome)
    figures = {step: filled(hero, subject.recorded, step) for step in dict.fromkeys(steps)}
    last = figures[steps[-1]]
    drawn = {step: _drawn(subject.experiment.name, hero, figures[step], last) for step in figures}
    return [drawn[step] for step in steps]


def moments(log: Log, experiment: str, preset: str, axis: Axis) -> list[str]:
    """The film at each of these moments, never behind the cliff, without what it keeps back.

    Raises:
        NotFound: it is not recorded here.
    """
    subject, cut = _cut(log, experiment, preset)
    hero, column = veiled(subject.hero, cut), subject.recorded[0][1].column(axis.moment)
    (cliff,) = film.steps(subject, cut, [seconds(cut.before)])
    places = np.searchsorted(column, np.multiply(axis.values, 1 - 1e-6)).clip(0, min(cliff, len(column) - 1))
    figures = [filled(hero, subject.recorded, int(step)) for step in places]
    return [_drawn(subject.experiment.name, hero, figure, figures[-1]) for figure in figures]


def lengths(question: Question) -> tuple[float, float]:
    """Seconds of the film up to a question, and of its outcome's; 0 where there is none.

    Both are of a page's own question, however it is worded; another one that begins with the same run, as a
    change at its cliff, has the first.
    """
    cut = _cut_named(question.experiment, question.preset)
    if cut is None:
        return 0.0, 0.0
    asked = own(question.experiment, question.preset)
    if question.runs == asked.runs and (question.truth == asked.truth or question.like == asked.id):
        return seconds(cut.before), seconds(cut.after)
    return (seconds(cut.before) if question.runs[:1] == asked.runs else 0.0), 0.0


def seconds(scenes: Sequence[Scene]) -> float:
    """How long these take."""
    return sum(scene.seconds for scene in scenes)


def before(experiment: str, preset: str) -> str:
    """An example's figure at its cliff; nothing where it has none."""
    stills = assets.stills(experiments.find(experiment), preset) if _cut_named(experiment, preset) else []
    return keyed(assets.drawings()[stills[-1]], experiment) if stills else ""


def after(log: Log, question: Question) -> str:
    """The end of a page's own question, however it is worded; of a place on a figure that figure with the
    right ones marked; nothing of any other."""
    if question.plane:
        still = before(question.experiment, question.preset)
        return marked(still, question.plane, answer(log, question).truth)
    if not lengths(question)[1]:
        return ""
    subject, cut = _cut(log, question.experiment, question.preset)
    figure = filled(subject.hero, subject.recorded, film.ending(subject, cut))
    return _drawn(subject.experiment.name, subject.hero, figure, figure)


def keyed(drawing: str, experiment: str) -> str:
    """A drawing with what its signs mean in its corners, where it is one of signs."""
    signs = SIGNS.get(experiment, {})
    words = (
        f'<text x="{x}" y="{y}" text-anchor="{anchor}"><tspan fill="{paint(color)}">{SHAPES[symbol]}</tspan> '
        f'<tspan fill="{paint("@soft")}">{name}</tspan></text>'
        for (name, (symbol, color)), (x, y, anchor) in zip(signs.items(), CORNERS, strict=False)
    )
    head, _, tail = drawing.rpartition("</svg>")
    return f"{head}{''.join(words)}</svg>{tail}"


def _drawn(experiment: str, hero: Figure, figure: Filled, last: Filled) -> str:
    """A filled figure as a drawing, on the axes of the last of its film."""
    return keyed(sketch(hero, figure, panels(last)), experiment)


def plot(drawing: str) -> tuple[int, int, int, int]:
    """Left, top, width and height of the last plot of a drawing, in its units."""
    x, y, width, height = map(int, PLOT.findall(drawing)[-1])
    half = MARGIN // 2
    return x + half, y + half, width - MARGIN, height - MARGIN


def marked(drawing: str, plane: Plane, numbers: Sequence[int]) -> str:
    """A drawing with these cells of its last plot marked."""
    left, top, width, height = plot(drawing)
    columns, rows = len(plane.across.values), len(plane.up.values)
    cells = (divmod(number - 1, columns) for number in numbers)
    w, h = width / columns, height / rows
    path = "".join(
        f"M{left + column * w:.1f} {top + height - (row + 1) * h:.1f}h{w:.1f}v{h:.1f}h{-w:.1f}z"
        for row, column in cells
    )
    head, _, tail = drawing.rpartition("</svg>")
    return f'{head}<path class="right" d="{path}"/></svg>{tail}'


def _cut_named(experiment: str, preset: str) -> Cut | None:
    return next((cut for cut in experiments.find(experiment).cuts if cut.preset == preset), None)


def _cut(log: Log, experiment: str, preset: str) -> tuple[Exhibit, Cut]:
    cut = _cut_named(experiment, preset)
    if cut is None:
        raise ValueError(f"{experiment} has no film of {preset}")
    runs = specify(experiment, preset).members
    log.knows(runs)
    return exhibit(log, set_id(runs)), cut
