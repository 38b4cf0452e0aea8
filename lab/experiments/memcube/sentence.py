"""One plain sentence that says what happened at an event, and what has been paid."""

from collections.abc import Sequence

import numpy as np

from lab.experiment import Mark, Recorded
from lab.experiments.memcube.config import Config
from lab.memory.cube import FORMS
from lab.memory.events import STREAM
from lab.memory.stream import AGENTS
from lab.numerics.facts import RELATIONS, VALUES, subject_name

SERVED = {
    "text": "its text is read",
    "kv": "its cache answers",
    "sparse": "sparse memory answers",
    "lora": "the weights answer",
}
DONE = {
    "add": "{agent} brings a new memory, {about}",
    "update": "{agent} changes what is known of {about}",
    "duplicate": "{agent} says again what is known of {about}; the two are fused",
    "conflict": "{agent} contradicts what is known of {about}; both are kept",
    "delete": "{agent} deletes {about}; a tombstone stays",
    "expire": "{agent} lets {about} expire",
    "freeze": "{agent} freezes {about}",
    "export": "{agent} takes a copy of {about}",
}


def describe(recording: Recorded, step: int) -> str:
    """The event at `step` in words, and the cost so far in units of the least possible."""
    row = int(np.searchsorted(recording.column("step"), step, side="right")) - 1
    if row < 0:
        return "Nothing has happened up to here yet."
    happened = f"Event {int(recording.column('step')[row]):,}: {_event(recording, row)}"
    acts = [mark for mark in recording.marks if mark.at == int(recording.column("step")[row])]
    if by_hand := [said for mark in acts if (said := _by_hand(mark))]:
        return " ".join(by_hand[-2:])
    flops, oracle = recording.column("flops")[row], recording.column("oracle")[row]
    paid = f"; so far {flops / oracle:.3g} times the least possible was paid" if oracle else ""
    return f"{happened}{paid}."


def _event(recording: Recorded, row: int) -> str:
    op = STREAM[int(recording.column("op")[row])]
    agent, about = (
        AGENTS[int(recording.column("agent")[row])],
        subject_name(int(recording.column("about")[row])),
    )
    refused = recording.column("refused")
    if refused[row] > (refused[row - 1] if row else 0):
        return f"{agent} may not {_verb(op)} {about} and is refused"
    form = recording.column("form")[row]
    if op == "query" and np.isfinite(form):
        return f"{agent} asks about {about}, {SERVED[FORMS[int(form)]]}{_price(recording, row)}"
    return DONE.get(op, "{agent} asks about {about}").format(agent=agent, about=about)


def _by_hand(mark: Mark) -> str:
    """What a person did, and what came of it; empty for what happened by itself."""
    name, told = mark.name.rpartition("-")[0], mark.values
    if "about" not in told:
        return ""
    about = subject_name(int(told["about"]))
    if name == "ask":
        store = VALUES[int(told["store"])] if told["store"] >= 0 else "nothing: refused or erased"
        asks = f"{AGENTS[int(told['agent'])]} asks what {about} {RELATIONS[int(told['relation'])]}."
        weights = int(told["weights"])
        heard = VALUES[weights] if 0 <= weights < len(VALUES) else "no value"
        sure = f"{100 * told['sure']:.2g} % sure"
        return f"{asks} The store says {store}; the shared weights say {heard} ({sure})."
    if name == "write-into-weights":
        return f"{about} is written into the shared weights in {told['steps']:.0f} steps."
    done = {"change": "changed", "forbid": "forbidden to an agent", "freeze": "frozen", "erase": "deleted"}[
        name
    ]
    return f"{about} may not be {done}." if told["refused"] else f"{about} is {done}."


def _verb(op: str) -> str:
    return "ask about" if op == "query" else op


def _price(recording: Recorded, row: int) -> str:
    """What this answer cost beside reading the text."""
    spent = recording.column("flops")[row] - (recording.column("flops")[row - 1] if row else 0.0)
    config = recording.config
    assert isinstance(config, Config)
    return f" ({spent / 1e6:.2g} million operations)"


def describe_set(recordings: Sequence[Recorded], step: int) -> str:
    """The event, told of the policy that the graph shows."""
    named = {one.config.policy: one for one in recordings if isinstance(one.config, Config)}
    return describe(named.get("scheduler", recordings[0]), step)
