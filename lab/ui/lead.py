"""The top of home: what the lab promises, and one question that can be answered on the spot."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from lab.contract.cut import Cut, Future
from lab.contract.experiment import Experiment
from lab.export import assets
from lab.ui import drawing

PICTURES: dict[Future, str] = {
    "falls": "M2 8C9 9 16 13 24 16",
    "levels": "M2 11H24",
    "jumps": "M2 16C9 16 9 3 15 3H25",
}
"""A small picture of each future that the lead's question has, in a box of 27 × 19."""


PROMISE = "Real training runs you can stop, rewind and change."
DESCRIPTION = "Small but real networks, measured at every step. Guess what happens next, then look."


def lead(experiment: Experiment, cut: Cut, experiments: int, counts: Sequence[tuple[int, str]]) -> str:
    """HTML of the promise with its one button, and of the question with its choices; `counts` in words."""
    seconds = sum(scene.seconds for scene in cut.scenes)
    counted = "".join(f"<span><b>{count}</b>{words}</span>" for count, words in counts)
    return (
        f'<section class="lab-lead"><h1>{PROMISE}</h1>'
        f'<div class="lab-cliff"><h2>{escape(cut.cliff.question)}</h2>'
        f"{drawing.place(assets.CLIFF, 'lab-plots')}"
        f'<div class="lab-answers">{_answers(experiment, cut)}</div></div>'
        f'<div class="lab-acts"><p>{DESCRIPTION}</p>'
        f'<a class="lab-first" href="{experiment.name}?preset={cut.preset}" target="_self">'
        f"Watch for {seconds:.0f} seconds</a>"
        f'<a href="#experiments" target="_self">All {experiments} experiments</a>'
        f'<p class="lab-counts">{counted}</p></div></section>'
    )


def _answers(experiment: Experiment, cut: Cut) -> str:
    """Each choice where its future ends, from the top down; it goes on with the film, as answered."""
    ends = assets.ends()
    way = f"{experiment.name}?preset={cut.preset}&answer="
    choices = zip(cut.cliff.choices, cut.cliff.futures, ends, strict=True)
    chips = [
        f'<a data-future="{future}" style="--lab-at: {end}%" href="{escape(way)}{number}" target="_self">'
        f"{escape(choice)}</a>"
        for number, (choice, future, end) in enumerate(choices, 1)
    ]
    return "".join(reversed(chips))


def _picture(future: Future) -> str:
    """Style of the picture before a choice."""
    look = "fill='none' stroke='#000' stroke-width='2' stroke-linecap='round'"
    line = f"<path {look} d='{PICTURES[future]}'/>"
    svg = quote(f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 27 19'>{line}</svg>")
    image = f'url("data:image/svg+xml,{svg}")'
    return f".lab-answers a[data-future={future}]::before {{ mask-image: {image}; }}\n"


STYLE = """
.lab-lead { display: grid; grid-template: auto 1fr / 28.25rem minmax(0, 1fr); column-gap: 2.25rem;
  padding-top: clamp(0px, 100vh - 50rem, 1.1rem); margin-bottom: 1.5rem; }
.lab-home .lab-lead h1 { margin-top: 1.6rem; font: 600 3.625rem/3.75rem var(--lab-serif);
  letter-spacing: -0.022em; }
.lab-acts { grid-column: 1; }
.lab-acts > p:first-child { margin: 1.1rem 0 1.5rem; max-width: 26rem; font-size: 1.125rem;
  line-height: 1.625rem; color: var(--lab-soft); }
.lab-acts > a { display: inline-block; margin: 0 0.6rem 0.6rem 0; padding: 0.7rem 1.2rem; border-radius: 8px;
  font-weight: 600; font-size: 0.9375rem; line-height: 1.25rem; color: inherit !important;
  text-decoration: none !important; border: 1px solid var(--lab-rule); background: var(--lab-panel); }
.lab-acts > a.lab-first { color: var(--lab-panel) !important; border-color: var(--lab-ink);
  background: var(--lab-ink); }
.lab-first::before { content: "\\25b6\\fe0e"; padding-right: 0.5rem; font-size: 0.75rem; }
.lab-counts { display: flex; gap: 1.5rem; margin: 1.1rem 0 0; font-size: 0.875rem;
  color: var(--lab-soft); }
.lab-counts b { display: block; font: 600 1.625rem/1.9rem var(--lab-serif); color: var(--lab-ink); }
.lab-lead a:focus-visible { outline: 2px solid var(--lab-ink); outline-offset: 2px; }

.lab-cliff { grid-area: 1 / 2 / 3; display: grid; align-content: start;
  grid-template-columns: minmax(0, 1fr) 11rem; }
.lab-home .lab-cliff h2 { grid-column: 1 / -1; margin-bottom: 0.8rem;
  font: 600 1.5rem/1.75rem var(--lab-serif); }
.lab-plots { height: clamp(17rem, 100vh - 27rem, 27rem); padding: 0; margin-left: 3.6rem; }
.lab-cliff svg { display: block; overflow: visible; }
.lab-cliff text { font-size: 13px; fill: var(--lab-soft); }
.lab-cliff .lab-name { fill: var(--lab-ink); font-weight: 600; }
.lab-cliff .lab-name tspan { fill: var(--lab-soft); font-weight: 400; }
.lab-cliff text.lab-limit { fill: var(--lab-limit-text); font-weight: 600; }
.lab-cliff .lab-sub { font-size: 12px; }
.lab-cliff text.lab-model { fill: var(--lab-model); font-weight: 600; }
.lab-cliff .lab-line { fill: none; stroke-width: 2.75; stroke-linejoin: round; stroke-linecap: round;
  vector-effect: non-scaling-stroke; }
.lab-past { stroke: var(--lab-model); }
.lab-futures { stroke: var(--lab-others); }
.lab-futures .lab-line { stroke-width: 2.25; stroke-dasharray: 1.5 7; }
.lab-crossing { stroke: var(--lab-limit); opacity: 0.75; }
.lab-cliff .lab-crossing { stroke-width: 1.25; stroke-dasharray: 3 4; stroke-linecap: butt; }
.lab-cliff line { stroke: var(--lab-hairline); }
.lab-cliff .lab-axis { stroke: var(--lab-rule); }
.lab-cliff line.lab-limit { stroke: var(--lab-limit); stroke-width: 2; }
.lab-beyond { fill: var(--lab-limit); opacity: 0.07; }
.lab-head { fill: var(--lab-model); stroke: var(--lab-page); stroke-width: 2; }
.lab-ring { fill: none; stroke: var(--lab-model); stroke-width: 1.5; opacity: 0.45; transform-box: fill-box;
  transform-origin: center; }

.lab-answers { position: relative; }
.lab-answers a { display: flex; align-items: center; gap: 0.7rem; height: 3rem; padding: 0 0.9rem;
  border: 1.5px solid var(--lab-ink); border-radius: 12px; background: var(--lab-panel); font-weight: 600;
  font-size: 0.9375rem; line-height: 1.2; color: var(--lab-ink) !important;
  text-decoration: none !important; }
.lab-answers a:is(:hover, :focus-visible) { background: var(--lab-ink); color: var(--lab-panel) !important; }
.lab-answers a::before { content: ""; flex: none; width: 27px; height: 19px; background: currentColor;
  mask: center / contain no-repeat; }
@media (min-width: 641px) {
  .lab-answers a { position: absolute; left: 8px; right: 0; top: calc(var(--lab-at) - 1.5rem); }
}
@media (max-width: 1099px) {
  .lab-lead { grid-template-columns: minmax(0, 1fr); row-gap: 0.5rem; }
  .lab-home .lab-lead h1 { margin: 0; }
  .lab-cliff { grid-area: auto; margin-top: 0.75rem; }
}
@media (max-width: 640px) {
  .lab-cliff text.lab-model { font-size: 12px; }
  .lab-home .lab-lead h1 { font-size: 2.25rem; line-height: 2.375rem; letter-spacing: -0.02em; }
  .lab-acts > a { padding: 0.7rem 0.6rem; font-size: 0.875rem; }
  .lab-cliff { grid-template-columns: minmax(0, 1fr); }
  .lab-home .lab-cliff h2 { font-size: 1.25rem; line-height: 1.56rem; }
  .lab-plots { height: 18rem; }
  .lab-answers { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 8px;
    padding-top: 0.5rem; }
  .lab-answers a { flex-direction: column; justify-content: center; gap: 0.45rem; height: 4.5rem;
    padding: 0 0.25rem; font-size: 0.875rem; text-align: center; }
}
@keyframes lab-away { from { clip-path: inset(-9px 100% -9px 0); }
  to { clip-path: inset(-9px -9px -9px 0); } }
@keyframes lab-appear { from { opacity: 0; } }
@keyframes lab-pulse { 50% { transform: scale(1.6); opacity: 0; } }
@media (prefers-reduced-motion: no-preference) {
  .lab-past { animation: lab-away 800ms ease-in both; }
  .lab-head { animation: lab-appear 100ms 750ms both; }
  .lab-ring { animation: lab-appear 100ms 750ms both, lab-pulse 600ms 900ms 2; }
  .lab-futures path { animation: lab-away 500ms both; }
  .lab-futures path:nth-child(3) { animation-delay: 900ms; }
  .lab-futures path:nth-child(2) { animation-delay: 1050ms; }
  .lab-futures path:nth-child(1) { animation-delay: 1200ms; }
}
@media print { .lab-acts > a, .lab-answers { display: none; } }
""" + "".join(map(_picture, PICTURES))
