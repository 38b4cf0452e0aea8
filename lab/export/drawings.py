"""The drawings of an example: of its cut three stills up to the cliff, else its end; a tile is the last.

The page of a cut has its first still once more, as plots and words that go where its figure has them.
The lead's question is drawn once more, with axes and what may come, for the top of home.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lab.contract.cut import Cut
from lab.contract.experiment import Experiment
from lab.export import assets
from lab.figures.cliff import cliff
from lab.figures.exhibit import Exhibit, exhibit
from lab.figures.filled import filled
from lab.figures.film import stills
from lab.figures.opening import opening
from lab.figures.sketch import panels, sketch
from lab.figures.veil import veiled
from lab.runs.names.specification import set_id, specify
from lab.runs.store.log import Log


def write(log: Log, experiment: Experiment) -> Iterator[Path]:
    """Write an experiment's drawings, and remove those that it no longer has."""
    drawings = dict(of(log, experiment))
    for path in {*assets.DRAWINGS.glob(f"{experiment.name}.*")} - drawings.keys():
        path.unlink()
    for path, drawing in drawings.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(drawing, encoding="utf-8")
        yield path


def of(log: Log, experiment: Experiment) -> Iterator[tuple[Path, str]]:
    """File and SVG of the drawings of each cut; of an experiment that has none, of its first example."""
    for cut in experiment.cuts or (None,):
        preset = cut.preset if cut else experiment.presets[0].name
        for number, drawing in enumerate(drawings(_example(log, experiment, preset), cut)):
            yield assets.drawing_file(experiment, preset, number), drawing
        if cut:
            yield assets.opening_file(experiment, preset), first(_example(log, experiment, preset), cut)
    if experiment.name == assets.LEAD:
        yield assets.DRAWINGS / f"{assets.CLIFF}.svg", _lead(log, experiment)


def _lead(log: Log, experiment: Experiment) -> str:
    """The first cut's question as it is asked at the top of home."""
    cut = experiment.cuts[0]
    subject = _example(log, experiment, cut.preset)
    last = stills(subject, cut)[-1]
    return cliff(filled(veiled(subject.hero, cut), subject.recorded, last), last, cut.cliff.question)


def drawings(subject: Exhibit, cut: Cut | None) -> Sequence[str]:
    """SVG of each still, without what the cut keeps back; all on the axes of the last."""
    hero = veiled(subject.hero, cut)
    figures = [
        filled(hero, subject.recorded, step)
        for step in (stills(subject, cut) if cut else (subject.last_step,))
    ]
    return [sketch(hero, figure, panels(figures[-1])) for figure in figures]


def first(subject: Exhibit, cut: Cut) -> str:
    """JSON of the first still as a page shows it."""
    hero = veiled(subject.hero, cut)
    steps = stills(subject, cut)
    now, last = (filled(hero, subject.recorded, step) for step in (steps[0], steps[-1]))
    values = opening(hero, now, last, subject.last_step)
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n"


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else dict(value)


def _example(log: Log, experiment: Experiment, preset: str) -> Exhibit:
    runs = specify(experiment.name, preset).members
    if len(runs) > 1:
        log.remember_set(set_id(runs), [run.id for run in runs])
    return exhibit(log, set_id(runs))
