"""The tiles of the home page: a drawing of a real recording, up to its question, that draws itself once."""

from collections.abc import Sequence
from html import escape

from lab.contract.cut import Cut
from lab.contract.experiment import Experiment
from lab.export import assets
from lab.runs.names.specification import Run, estimated, example
from lab.ui import drawing

STYLE = (
    drawing.STYLE
    + """
.lab-tiles { display: grid; gap: 1.75rem 1.5rem;
  grid-template-columns: repeat(var(--lab-row), minmax(0, 1fr)); }
.lab-tile { display: block; color: inherit !important; text-decoration: none !important; }
.lab-tile p { margin: 0.5rem 0 0; }
.lab-tile .lab-asks { font: 600 1.0625rem/1.35 "Source Serif 4", Charter, Georgia, serif; text-wrap: pretty; }
.lab-tile .lab-time { margin-top: 0.15rem; font-size: 0.8125rem; color: var(--st-gray-text-color); }
.lab-tile:is(:hover, :focus-visible) .lab-asks { text-decoration: underline; }
@media (max-width: 1099px) { .lab-tiles { --lab-row: 2 !important; } .lab-lead { max-width: 960px; } }
@media (max-width: 640px) { .lab-tiles { --lab-row: 1 !important; } }
@media screen and (min-width: 1100px) {
  .lab-lead { display: grid; gap: 2rem; grid-template-columns: minmax(0, 960px) minmax(0, 1fr); }
  .lab-lead .lab-asks { margin: 0; font-size: 1.6rem; }
}
@keyframes lab-draw { from { clip-path: inset(0 100% 0 0); } }
@keyframes lab-again { from { clip-path: inset(0 100% 0 0); } }
@media (prefers-reduced-motion: no-preference) {
  .lab-tile .lab-drawing g { animation: lab-draw 600ms ease-out; }
  .lab-tile[data-waits] .lab-drawing g { animation: none; clip-path: inset(0 100% 0 0); }
  .lab-tile:is(:hover, :focus-visible) .lab-drawing g {
    animation: lab-draw 600ms ease-out, lab-again 600ms ease-out;
  }
}
"""
)
"""`data-waits`: not in view yet. The first animation goes on under the second, so that it does not begin
anew when a pointer leaves."""


def lead(experiment: Experiment) -> str:
    """HTML of the large tile above the others."""
    return _tile(experiment, " lab-lead")


def tiles(experiments: Sequence[Experiment]) -> str:
    """HTML of a group's tiles: four in a row, or three where that leaves fewer alone."""
    row = 4 if len(experiments) % 4 == 0 else 3
    return f'<div class="lab-tiles" style="--lab-row: {row}">{"".join(map(_tile, experiments))}</div>'


def names(experiments: Sequence[Experiment]) -> list[str]:
    """The drawings of tiles."""
    return [
        name for experiment in experiments for name in assets.stills(experiment, _first(experiment)[1])[-1:]
    ]


def _tile(experiment: Experiment, classes: str = "") -> str:
    """A tile: the drawing, the question, and how long it takes to see and to run."""
    cut, preset = _first(experiment)
    picture = "".join(map(drawing.place, assets.stills(experiment, preset)[-1:]))
    seconds = estimated(Run(experiment, example(experiment, preset)).members).seconds
    run = f"{seconds:.0f} s" if seconds >= 1 else "under a second"
    see = f"{sum(scene.seconds for scene in cut.scenes):.0f} s to see · " if cut else ""
    return (
        f'<a class="lab-tile{classes}" href="{experiment.name}" target="_self">{picture}'
        f'<div><p class="lab-asks">{escape(experiment.question)}</p>'
        f'<p class="lab-time">{escape(experiment.title)} · {see}{run} to run</p></div></a>'
    )


def _first(experiment: Experiment) -> tuple[Cut | None, str]:
    """What a tile is about: the first cut, if there is one, and its example, else the first."""
    cut = experiment.cuts[0] if experiment.cuts else None
    return cut, cut.preset if cut else experiment.presets[0].name
