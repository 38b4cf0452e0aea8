"""What is said below the figure of one's own training: how it was watched, its alarms, how it can go on."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import numpy as np
import streamlit as st

from lab.experiments.own.alarms import SOON, became
from lab.runs.files import kept
from lab.runs.names.specification import Run
from lab.runs.read.recording import Recording

FEW = 10
"""Measurements under which little can be said."""
LISTED = 20
"""Alarms that are listed, the last ones."""
ALONE = (
    "A loop of one's own cannot be begun again in its middle: nobody knows what is around it. Put it into a "
    "function in a file, with @lab.own(), and its runs can be changed from any checkpoint."
)
FACTS = {
    "curvature": "Curvature by",
    "refused": "Not measured",
    "overhead": "May take",
    "guard": "Guard",
    "from": "Goes on from",
    "batches": "Its batches",
    "commit": "Commit",
}
"""What a recording's environment may say of the watching, and what it is called on the page."""


def facts(environment: Mapping[str, Any], recording: Recording) -> str:
    """HTML of how it was watched."""
    known = [(words, _plainly(environment[name])) for name, words in FACTS.items() if name in environment]
    known.insert(1 if "curvature" in environment else 0, ("Measured", measured(recording)))
    notes = ((name, str(text)) for name, text in environment.items() if name.startswith("note-"))
    known += [(name.removeprefix("note-"), text) for name, text in notes]
    rows = [f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in known]
    if "parent" in environment:
        rows.append(f"<dt>Branch of</dt><dd>{_parent(str(environment['parent']))}</dd>")
    return f'<dl class="lab-facts">{"".join(rows)}</dl>'


def measured(recording: Recording) -> str:
    """At how many steps curvature was measured, how far apart, and what that has taken."""
    if not recording.info.rows:
        return "nothing yet"
    steps = recording.column("step")
    at = steps[recording.column("measured") == 1]
    share = f"{recording.column('spent')[-1]:.1%} of the loop's time was spent"
    if not len(at):
        return f"at none of {len(steps):,} steps; {share}"
    apart = f", {int(np.median(np.diff(at)))} apart (median)" if len(at) > 1 else ""
    few = f". Under {FEW} measurements say little" if len(at) < FEW else ""
    return f"at {len(at):,} of {len(steps):,} steps{apart}; {share}{few}"


def alarms(recording: Recording) -> str:
    """HTML of the last alarms, and what became of each."""
    found = became(recording)
    if not found:
        return "<p>No alarm so far.</p>"
    now = int(recording.column("step")[-1])
    rows = [f"<tr><td>step {at:,}</td><td>{escape(_became(at, jump, now))}</td></tr>" for at, jump in found]
    head = f"<p>{len(found):,} alarms so far; the last {LISTED}:</p>" if len(rows) > LISTED else ""
    return f'{head}<table class="lab-trainings">{"".join(reversed(rows[-LISTED:]))}</table>'


def _became(at: int, jump: Any, now: int) -> str:
    if jump is not None:
        height = f", to {jump.values['height']:.3g} times its level" if "height" in jump.values else ""
        when = f"{jump.at - at:,} steps later" if jump.at > at else "while it was rising"
        return f"the loss jumped {when}, at step {jump.at:,}{height}"
    return "open so far" if now - at < SOON else "came to nothing so far"


def what_if(run: Run) -> None:
    """Draw how it can go on with a change: the command, or what is missing for one."""
    steps = kept.steps(run.id)
    st.subheader("What if, from the middle", anchor=False)
    if kept.function(run.id) is None or not steps:
        st.caption(" ".join(_missing(run.id, steps)))
        return
    last = steps[-1]
    at = st.number_input("From step", steps[0], None, last, key="own-at")
    change = st.text_input("Changed", "eps=1e-4", key="own-change", max_chars=80)
    st.code(f"lab own branch {run.id} --at {at} {change}".rstrip(), language=None, wrap_lines=True)
    there = ", ".join(f"{step:,}" for step in steps[-LISTED:])
    st.caption(f"It goes on from the last checkpoint before; there are {there}. It is a run of its own.")


def _missing(id: str, steps: list[int]) -> Iterator[str]:
    if kept.function(id) is None:
        yield ALONE
    if not steps:
        yield "There is no checkpoint of it on this machine."
    else:
        yield f"There are checkpoints before steps {', '.join(f'{step:,}' for step in steps[-LISTED:])}."


def _parent(id: str) -> str:
    return f'<a href="own?run={escape(id)}" target="_self">{escape(id)}</a>'


def _plainly(value: object) -> str:
    return f"{value:.3g} of the loop's time" if isinstance(value, float) else str(value)
