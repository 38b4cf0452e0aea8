"""A cut as three stills with what is said there, on paper."""

from html import escape

from lab.contract.cut import Cut
from lab.contract.experiment import Experiment
from lab.export import assets
from lab.ui import drawing

STYLE = (
    drawing.STYLE
    + """
.lab-board { display: none; max-width: 60rem; }
.lab-board figure { flex: 1; margin: 0; min-width: 0; }
.lab-board figcaption { padding-top: 0.25rem; font-size: 0.8125rem; color: var(--st-gray-text-color); }
@media print { .lab-board { display: flex; gap: 0.75rem; } }
"""
)


def storyboard(experiment: Experiment, cut: Cut) -> str:
    """HTML of the three stills, from the start to the question; of a new cut none before `lab publish`."""
    stills = [
        f"<figure>{drawing.place(name)}<figcaption>{escape(words)}</figcaption></figure>"
        for name, (_, words) in zip(assets.stills(experiment, cut.preset), cut.stills, strict=False)
    ]
    return f'<div class="lab-board">{"".join(stills)}</div>' if stills else ""
