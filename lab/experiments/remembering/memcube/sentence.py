"""One plain sentence that says what happened at an event, and what has been paid."""

from collections.abc import Mapping, Sequence

import numpy as np

from lab.contract.training import Mark, Recorded
from lab.experiments.remembering.memcube.actions import why
from lab.experiments.remembering.memcube.config import Config
from lab.memos.cube import FORMS
from lab.memos.events import STREAM
from lab.memos.stream import AGENTS
from lab.worlds.facts import RELATIONS, VALUES, subject_name

SERVED = {
    "text": "its text is read",
    "kv": "its cache answers",
    "sparse": "sparse memory answers",
    "lora": "the weights answer",
}
HANDS = {
    "add": "{about} is brought in",
    "change": "{about} is changed",
    "roll-back": "{about} is rolled back",
    "promote": "{about} gets another form",
    "write-into-weights": "{about} is written into the shared weights",
    "allow": "Reading {about} is allowed",
    "forbid": "Reading {about} is forbidden",
    "freeze": "{about} is frozen",
    "expire": "{about} expires",
    "erase": "{about} is deleted",
    "send": "Memories leave for another store",
    "take-in": "Memories come in from a file",
    "ask": "{about} is asked about",
}
"""Acts by hand, by their marks."""
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
    now = int(recording.column("step")[row])
    happened = f"Event {now:,}: {_event(recording, row)}"
    since, acts = _acts(recording, now)
    if acts:
        return acts if since == now else f"At event {since:,}: {acts} Now event {now:,}."
    flops, oracle = recording.column("flops")[row], recording.column("oracle")[row]
    paid = f"; so far {flops / oracle:.3g} times the least possible was paid" if oracle else ""
    return f"{happened}{paid}."


def _acts(recording: Recorded, step: int) -> tuple[int, str]:
    """The event up to `step` at which something was last done by hand, and what; it is told from then on."""
    marks = [mark for mark in recording.marks if mark.at <= step]
    told = [(mark.at, said) for mark in marks if (said := _by_hand(recording, mark))]
    since = max((at for at, _ in told), default=-1)
    return since, " ".join([said for at, said in told if at == since][-3:])


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


def _by_hand(recording: Recorded, mark: Mark) -> str:
    """What a person did, what it cost, and who may still know; empty for what happened by itself."""
    name, told = mark.name.rpartition("-")[0], mark.values
    if name not in HANDS:
        return ""
    about = subject_name(int(told["about"])) if "about" in told else ""
    if told.get("refused"):
        reason = recording.array(why(mark.name), mark.at).tobytes().decode()
        return f"{HANDS[name].format(about=about)}: refused. {reason[0].upper()}{reason[1:]}"
    if name == "ask":
        return _asked(about, told)
    if name == "send":
        return _sent(told)
    if name == "take-in":
        came = f"{told['texts']:.0f} memories came in for {AGENTS[int(told['agent'])]}, owned by it alone"
        return f"{came}; {told['caches']:.0f} caches were taken over, {told['dropped']:.0f} dropped."
    steps = f" in {told['steps']:.0f} steps" if "steps" in told else ""
    return f"{HANDS[name].format(about=about)}{steps}, for {_operations(told['flops'])}. {_knowing(told)}"


def _asked(about: str, told: Mapping[str, float]) -> str:
    agent, asked = AGENTS[int(told["agent"])], RELATIONS[int(told["relation"])]
    store = VALUES[int(told["store"])] if told["store"] >= 0 else "nothing: refused or erased"
    weights = int(told["weights"])
    heard = VALUES[weights] if 0 <= weights < len(VALUES) else "no value"
    sure = f"{100 * told['sure']:.2g} % sure"
    return (
        f"{agent} asks what {about} {asked}. The store says {store}; the shared weights say {heard} ({sure})."
    )


def _sent(told: Mapping[str, float]) -> str:
    left = f"{told['texts']:.0f} memories of {AGENTS[int(told['agent'])]} left in {told['bytes']:,.0f} bytes"
    model = "another model" if told["model"] else "the same model"
    came = f"a store on {model} took {told['caches']:.0f} caches over and dropped {told['dropped']:.0f}"
    return f"{left}; {came}, and answers {told['right']:.0f} of {told['asked']:.0f} questions rightly."


def _knowing(told: Mapping[str, float]) -> str:
    """Who can still learn of it, by the rules and past them."""
    bits = int(told["readers"])
    readers = [agent for place, agent in enumerate(AGENTS) if bits >> place & 1]
    allowed = f"{' and '.join(readers)} may read it" if readers else "Nobody may read it"
    recalled = int(told["recalled"])
    leak = (
        f"the shared weights tell anyone {recalled} of its 4 facts"
        if recalled
        else "the weights know nothing"
    )
    return f"{allowed}; {leak}."


def _operations(flops: float) -> str:
    return f"{flops / 1e6:.3g} million operations" if flops else "no operations"


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
