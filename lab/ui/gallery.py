"""The tiles of the home page: a drawing of a real recording, up to its question, that draws itself once."""

from collections.abc import Mapping, Sequence
from html import escape

from lab.contract.cut import Cut
from lab.contract.experiment import Experiment
from lab.export import assets
from lab.runs.names.specification import Run, estimated, example
from lab.ui import drawing

STYLE = (
    drawing.STYLE
    + """
.lab-tiles { display: grid; gap: 2.25rem 1.5rem;
  grid-template-columns: repeat(var(--lab-row), minmax(0, 1fr)); }
.lab-tile { display: block; padding-top: 0.75rem; border-top: 1px solid var(--lab-rule);
  color: inherit !important; text-decoration: none !important; }
.lab-home .lab-tile h3 { margin-top: 0.75rem; font: 600 1.25rem/1.625rem var(--lab-serif);
  letter-spacing: -0.012em; text-wrap: balance; }
.lab-tile p { margin: 0.25rem 0 0; font-size: 0.8125rem; line-height: 1.125rem;
  color: var(--lab-soft); }
.lab-tile:is(:hover, :focus-visible) h3 { text-decoration: underline; text-decoration-thickness: 1px;
  text-underline-offset: 3px; }
.lab-part { margin-top: 2.75rem; scroll-margin-top: 5rem; }
.lab-part > header { display: flex; justify-content: space-between; align-items: baseline; gap: 1.5rem;
  padding: 0.85rem 0 1.9rem; border-top: 2px solid var(--lab-ink); }
.lab-part h2 { font: 600 1.875rem/2.125rem var(--lab-serif); letter-spacing: -0.012em; }
.lab-part header p { margin: 0; font-size: 0.875rem; color: var(--lab-soft); }
@media (max-width: 1099px) { .lab-tiles { --lab-row: 2 !important; } }
@media (max-width: 640px) {
  .lab-tiles { --lab-row: 1 !important; }
  .lab-questions { gap: 1.1rem; }
  .lab-questions .lab-tile { display: grid; gap: 0 0.9rem; grid-template-columns: 9.4rem minmax(0, 1fr); }
  .lab-questions .lab-drawing { grid-row: 1 / 3; }
  .lab-home .lab-questions h3 { margin: 0; align-self: end; }
  .lab-part > header { display: block; padding-bottom: 1.25rem; }
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


def questions(groups: Mapping[str, Sequence[Experiment]]) -> str:
    """HTML of the groups' questions, each with the drawing of its first experiment, and the way there."""
    tiles = []
    for question, members in groups.items():
        way = members[0].name if len(members) == 1 else f"#{_anchor(members)}"
        tiles.append(_tile(members[0], way, question, counted(len(members), "experiment")))
    return f'<div class="lab-tiles lab-questions" style="--lab-row: 4">{"".join(tiles)}</div>'


def section(question: str, experiments: Sequence[Experiment]) -> str:
    """HTML of a group: its question, and its tiles, four in a row, or three where that leaves fewer alone."""
    row = 4 if len(experiments) % 4 == 0 else 3
    tiles = "".join(_tile(one, one.name, one.question, _times(one)) for one in experiments)
    inside = f'<div class="lab-tiles" style="--lab-row: {row}">{tiles}</div>'
    return part(question, counted(len(experiments), "experiment"), inside, _anchor(experiments))


def part(heading: str, beside: str, inside: str, anchor: str) -> str:
    """HTML of a part of the page below its rule, with a heading and a few words at the right."""
    head = f"<header><h2>{escape(heading)}</h2><p>{beside}</p></header>"
    return f'<section class="lab-part" id="{anchor}">{head}{inside}</section>'


def counted(count: int, noun: str) -> str:
    """A number of things."""
    return f"{count} {noun}{'s' * (count != 1)}"


def names(experiments: Sequence[Experiment]) -> list[str]:
    """The drawings of tiles."""
    return [name for experiment in experiments for name in _drawing(experiment)]


def _tile(experiment: Experiment, way: str, heading: str, below: str) -> str:
    """A tile: a drawing, what is asked, and a line of facts."""
    picture = "".join(map(drawing.place, _drawing(experiment)))
    return (
        f'<a class="lab-tile" href="{way}" target="_self">{picture}'
        f"<h3>{escape(heading)}</h3><p>{below}</p></a>"
    )


def _times(experiment: Experiment) -> str:
    """How long its film is, and how long its example takes to train."""
    cut, preset = _first(experiment)
    seconds = estimated(Run(experiment, example(experiment, preset)).members).seconds
    run = f"{seconds:.0f} s" if seconds >= 1 else "under 1 s"
    see = f"{sum(scene.seconds for scene in cut.scenes):.0f} s to see · " if cut else ""
    return f"{see}{run} to run"


def _drawing(experiment: Experiment) -> list[str]:
    """The drawing of its tile, the last of its stills; none before `lab publish` has made it."""
    return assets.stills(experiment, _first(experiment)[1])[-1:]


def _anchor(experiments: Sequence[Experiment]) -> str:
    """A group's place on the page."""
    return experiments[0].group.lower()


def _first(experiment: Experiment) -> tuple[Cut | None, str]:
    """What a tile is about: the first cut, if there is one, and its example, else the first."""
    cut = experiment.cuts[0] if experiment.cuts else None
    return cut, cut.preset if cut else experiment.presets[0].name
