"""The moving tiles of the home page: strips of pictures out of real recordings, one playing at a time."""

import itertools
from html import escape

import streamlit as st

from lab.experiment import Cut, Experiment
from lab.share import assets

STYLE = f"""
.lab-tile {{ display: block; color: inherit !important; text-decoration: none !important; max-width: 640px; }}
.lab-tile p {{ margin: 0.5rem 0 0; }}
.lab-tile .lab-asks {{ font: 600 1.05rem/1.35 Georgia, "Times New Roman", serif; }}
.lab-lead .lab-asks {{ font-size: 1.35rem; }}
.lab-lead {{ max-width: 960px; }}
.lab-tile .lab-time {{ margin-top: 0.15rem; font-size: 0.8125rem; color: var(--st-gray-text-color); }}
.lab-tile:hover .lab-asks, .lab-tile:focus-visible .lab-asks {{ text-decoration: underline; }}
.lab-strip {{
  aspect-ratio: 640 / 280; border: 1px solid var(--st-border-color); border-radius: 6px;
  background-size: 100% {assets.FRAMES * 100}%; background-position-y: 100%;
}}
.lab-board {{ display: none; }}
.lab-board figure {{ flex: 1; margin: 0; }}
.lab-board .lab-strip {{ animation: none !important; }}
.lab-board figcaption {{ padding-top: 0.25rem; font-size: 0.8125rem; color: var(--st-gray-text-color); }}
@media print, (prefers-reduced-motion: reduce) {{
  .lab-board {{ display: flex; gap: 0.75rem; }}
  .lab-lead > .lab-strip {{ display: none; }}
  .lab-strip {{ print-color-adjust: exact; }}
}}
@keyframes lab-strip {{ from {{ background-position-y: 0; }} 85%, to {{ background-position-y: 100%; }} }}
@media (prefers-reduced-motion: no-preference) {{
  .lab-lead .lab-strip, .lab-tile:hover .lab-strip, .lab-tile:focus-visible .lab-strip {{
    animation: lab-strip 10s steps({assets.FRAMES - 1}) infinite;
  }}
  .stApp:has(.lab-tile:not(.lab-lead):is(:hover, :focus-visible)) .lab-lead .lab-strip {{ animation: none; }}
}}
"""


def tile(experiment: Experiment, *, lead: bool = False) -> str:
    """HTML of a tile: the picture, the question, and how long it takes to see and to run."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    name = assets.tile(experiment, theme).name
    picture = ""
    if name in assets.tiles():  # a new experiment has one after `lab publish`
        address = f"/live/tiles/{assets.tiles()[name][0]}/{name}"
        picture = f'<div class="lab-strip" style="background-image: url({address})"></div>'
        picture += _board(experiment.cuts[0], address) if lead and experiment.cuts else ""
    preset = experiment.cuts[0].preset if experiment.cuts else None
    seconds = experiment.cost(experiment.configure(preset)).seconds
    run = f"{seconds:.0f} s" if seconds >= 1 else "under a second"
    return (
        f'<a class="lab-tile{" lab-lead" if lead else ""}" href="/{experiment.name}" target="_self">'
        f"{picture}"
        f'<p class="lab-asks">{escape(experiment.question)}</p>'
        f'<p class="lab-time">{escape(experiment.title)} · 10 s to see · {run} to run</p></a>'
    )


def _board(cut: Cut, address: str) -> str:
    """Three stills of the cut up to its cliff, with what is said there: on paper, and where nothing moves."""
    scenes = cut.scenes[: cut.cliff.after + 1]
    ends = list(itertools.accumulate(scene.seconds for scene in scenes))
    stills = []
    for part in (0.0, 0.5, 1.0):
        said = next(scene.caption for scene, end in zip(scenes, ends, strict=True) if part * ends[-1] <= end)
        frame = round(part * (assets.FRAMES - 1)) / (assets.FRAMES - 1)
        still = f"background-image: url({address}); background-position-y: {100 * frame:.2f}%"
        caption = cut.cliff.question if part == 1 else said
        stills.append(
            f'<figure><div class="lab-strip" style="{still}"></div>'
            f"<figcaption>{escape(caption)}</figcaption></figure>"
        )
    return f'<div class="lab-board">{"".join(stills)}</div>'
