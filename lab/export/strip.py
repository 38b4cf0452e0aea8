"""An example's cut as small pictures below each other, up to its cliff: what a tile plays, a storyboard."""

import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure as Picture
from PIL import Image

from lab.contract.cut import Cut
from lab.contract.experiment import Experiment
from lab.contract.figure import Figure
from lab.export.assets import FRAMES, board, roles, tile
from lab.export.picture import coloured
from lab.figures import draw
from lab.figures.exhibit import Exhibit, exhibit
from lab.figures.filled import filled
from lab.figures.film import steps, stills
from lab.figures.veil import veiled
from lab.runs.names.specification import set_id, specify
from lab.runs.store.log import Log

PAPER = (900, 472)
CROP = (0, 63, 900, 457)
"""Of the paper: the plots with their axes, without the room for a title."""
SIZE = (640, 280)
"""Of one picture of the strip, in px."""
MOST, QUALITIES = 240_000, (55, 45, 35, 25)
"""Bytes of a strip; where the first quality needs more, the next is taken."""
THEMES = ("light", "dark")


def write(log: Log, experiment: Experiment) -> Iterator[Path]:
    """Write an experiment's strips, one a theme, of its first example with a cut, else of its first, and the
    storyboard of each cut."""
    first = experiment.cuts[0] if experiment.cuts else None
    shown = _example(log, experiment, first.preset if first else experiment.presets[0].name)
    for theme in THEMES:
        yield _written(tile(experiment, theme), strip(shown, first, theme, film(shown, first)))
    for cut in experiment.cuts:
        shown = _example(log, experiment, cut.preset)
        for theme in THEMES:
            yield _written(board(experiment, cut, theme), strip(shown, cut, theme, stills(shown, cut)))


def strip(of: Exhibit, cut: Cut | None, theme: str, shown: Sequence[int]) -> bytes:
    """Pictures of these steps as one WebP, each of `SIZE`, on the theme's panel."""
    colors = {**roles(theme), "page": roles(theme)["panel"]}
    hero = veiled(of.hero, cut)
    _, last = _drawn(of, hero, shown[-1], colors)
    limits = {name: (plot.get_xlim(), plot.get_ylim()) for name, plot in last.plots.items()}
    strip = Image.new("RGB", (SIZE[0], SIZE[1] * len(shown)))
    for place, step in enumerate(shown):
        paper, sheet = _drawn(of, hero, step, colors)
        for name, plot in sheet.plots.items():
            if plot.name == "polar":
                plot.set_yticklabels([])
            else:
                plot.set(xlim=limits[name][0], ylim=limits[name][1])
        strip.paste(_picture(paper), (0, SIZE[1] * place))
    for quality in QUALITIES:
        data = io.BytesIO()
        strip.save(data, "WEBP", quality=quality, method=6)
        if data.tell() <= MOST:
            break
    return data.getvalue()


def film(of: Exhibit, cut: Cut | None, frames: int = FRAMES) -> list[int]:
    """The step that each picture shows: of a cut evenly in its seconds, else evenly in the run's steps. The
    first has begun: it is what is seen of a page at once."""
    shares = np.arange(1, frames + 1) / frames
    if cut is None:
        return [round(step) for step in (shares * of.last_step).tolist()]
    return steps(of, cut, (shares * sum(scene.seconds for scene in cut.before)).tolist())


def _example(log: Log, experiment: Experiment, preset: str) -> Exhibit:
    runs = specify(experiment.name, preset).members
    if len(runs) > 1:
        log.remember_set(set_id(runs), [run.id for run in runs])
    return exhibit(log, set_id(runs))


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def _drawn(of: Exhibit, hero: Figure, step: int, colors: dict[str, str]) -> tuple[Picture, draw.Sheet]:
    figure = json.loads(coloured(filled(hero, of.recorded, step), colors))
    paper = Picture(figsize=(PAPER[0] / 100, PAPER[1] / 100), dpi=100, facecolor=colors["page"])
    sheet = draw.Sheet(paper, figure, colors)
    sheet.draw()
    return paper, sheet


def _picture(paper: Picture) -> Image.Image:
    data = io.BytesIO()
    paper.savefig(data, format="png")
    return Image.open(data).convert("RGB").crop(CROP).resize(SIZE, Image.Resampling.LANCZOS)
