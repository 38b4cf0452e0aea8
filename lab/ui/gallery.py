"""The moving tiles of the home page: strips of pictures out of real recordings, one playing at a time."""

from collections.abc import Sequence
from html import escape

from lab.contract.experiment import Experiment
from lab.export import assets
from lab.runs.names.specification import estimated, specify
from lab.ui.storyboard import still, storyboard, theme

STYLE = f"""
.lab-tiles {{ display: grid; gap: 1.25rem 1.5rem; grid-template-columns: repeat(3, minmax(0, 1fr)); }}
.lab-tile {{ display: block; color: inherit !important; text-decoration: none !important; }}
.lab-tile p {{ margin: 0.5rem 0 0; }}
.lab-tile .lab-asks {{ font: 600 1rem/1.35 Georgia, "Times New Roman", serif; }}
.lab-tile .lab-time {{ margin-top: 0.15rem; font-size: 0.8125rem; color: var(--st-gray-text-color); }}
.lab-tile:is(:hover, :focus-visible) .lab-asks {{ text-decoration: underline; }}
.lab-large {{ grid-column: span 2; grid-row: span 3; }}
.lab-large .lab-asks {{ font-size: 1.35rem; }}
.lab-tile:not(.lab-large) {{ display: flex; gap: 1rem; }}
.lab-tile:not(.lab-large) > * {{ flex: 1; min-width: 0; }}
.lab-tile:not(.lab-large) .lab-asks {{ margin-top: 0; }}
.lab-strip {{ position: relative; align-self: start; aspect-ratio: 640 / 280; }}
.lab-strip::after {{
  content: ""; position: absolute; inset: 0; border: 1px solid var(--st-border-color); border-radius: 6px;
}}
.lab-strip:not(:has(img))::after {{ background: var(--film) 0 100% / 100% {assets.FRAMES * 100}%; }}
@media (max-width: 1099px) {{
  .lab-tiles {{ grid-template-columns: minmax(0, 1fr); }}
  .lab-large {{ grid-area: auto; }}
  .lab-lead {{ max-width: 960px; }}
}}
@media (max-width: 640px) {{
  .lab-tile:not(.lab-large) {{ display: block; }}
  .lab-tile:not(.lab-large) .lab-asks {{ margin-top: 0.5rem; }}
}}
@media screen and (min-width: 1100px) {{
  .lab-lead {{ display: grid; gap: 2rem; grid-template-columns: minmax(0, 960px) minmax(0, 1fr); }}
  .lab-lead .lab-asks {{ margin: 0; font-size: 1.6rem; }}
}}
@media print, (prefers-reduced-motion: reduce) {{ .lab-lead > .lab-strip {{ display: none; }} }}
@keyframes lab-strip {{ from {{ background-position-y: 0; }} 85%, to {{ background-position-y: 100%; }} }}
@media (prefers-reduced-motion: no-preference) {{
  .lab-tile[data-plays] .lab-strip::after {{
    background: var(--film) 0 0 / 100% {assets.FRAMES * 100}%;
    animation: lab-strip 10s steps({assets.FRAMES - 1}) infinite;
  }}
}}
"""


def lead(experiment: Experiment) -> str:
    """HTML of the tile that plays from the first moment on; its stills stand for it where nothing moves."""
    board = storyboard(experiment, experiment.cuts[0]) if experiment.cuts else ""
    return _tile(experiment, "lab-large lab-lead", board, plays=True)


def tiles(large: Experiment, others: Sequence[Experiment]) -> str:
    """HTML of a group's tiles, one of them large."""
    shown = [_tile(large, "lab-large"), *(_tile(one) for one in others)]
    return f'<div class="lab-tiles">{"".join(shown)}</div>'


def _tile(experiment: Experiment, classes: str = "", board: str = "", *, plays: bool = False) -> str:
    """A tile: the picture, the question, and how long it takes to see and to run."""
    cut = experiment.cuts[0] if experiment.cuts else None
    film = assets.address(assets.tile(experiment, theme()))
    rest = assets.address(assets.board(experiment, cut, theme())) if cut and not plays else None
    image = still(rest, assets.STILLS - 1) if rest else ""
    picture = f'<div class="lab-strip" style="--film: url({film})">{image}</div>' if film else ""
    seconds = estimated(specify(experiment.name, cut.preset if cut else None).members).seconds
    run = f"{seconds:.0f} s" if seconds >= 1 else "under a second"
    see = f"{sum(scene.seconds for scene in cut.scenes):.0f} s to see · " if cut else ""
    return (
        f'<a class="lab-tile {classes}"{" data-plays" if plays else ""} href="{experiment.name}" '
        f'target="_self">{picture}{board}<div><p class="lab-asks">{escape(experiment.question)}</p>'
        f'<p class="lab-time">{escape(experiment.title)} · {see}{run} to run</p></div></a>'
    )
