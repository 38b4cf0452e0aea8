"""One plain sentence that says what happened at an event, and what has been paid."""

from collections.abc import Mapping, Sequence

import numpy as np

from lab.contract.seen import Seen
from lab.contract.training import Mark
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
WAITING = "Nothing has happened up to here yet."
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


def describe(seen: Seen[Config]) -> str:
    """The event in words, and the cost so far in units of the least possible."""
    now = seen.now
    since, acts = _acts(seen)
    if acts:
        return acts if since == now else f"At event {since:,}: {acts} Now event {now:,}."
    oracle = seen.at("oracle")
    paid = f"; so far {seen.at('flops') / oracle:.3g} times the least possible was paid" if oracle else ""
    return f"Event {now:,}: {_event(seen)}{paid}."


def _acts(seen: Seen[Config]) -> tuple[int, str]:
    """The event of the last acts by hand, and their sentences, which stay from then on."""
    acts = [(mark.at, sentence) for mark in seen.marks if (sentence := _by_hand(seen, mark))]
    since = max((at for at, _ in acts), default=-1)
    return since, " ".join([sentence for at, sentence in acts if at == since][-3:])


def _event(seen: Seen[Config]) -> str:
    op, form = STREAM[int(seen.at("op"))], seen.at("form")
    agent, about = AGENTS[int(seen.at("agent"))], subject_name(int(seen.at("about")))
    if _added(seen, "refused") > 0:
        return f"{agent} may not {_verb(op)} {about} and is refused"
    if op == "query" and np.isfinite(form):
        price = f" ({_added(seen, 'flops') / 1e6:.2g} million operations)"
        return f"{agent} asks about {about}, {SERVED[FORMS[int(form)]]}{price}"
    return DONE.get(op, "{agent} asks about {about}").format(agent=agent, about=about)


def _added(seen: Seen[Config], name: str) -> float:
    """How much a column grew in the last row."""
    values = seen.column(name)
    return float(values[-1] - (values[-2] if len(values) > 1 else 0.0))


def _by_hand(seen: Seen[Config], mark: Mark) -> str:
    """The sentence on a person's act, its cost and who may still know; empty for other marks."""
    name, act = mark.name.rpartition("-")[0], mark.values
    if name not in HANDS:
        return ""
    about = subject_name(int(act["about"])) if "about" in act else ""
    if act.get("refused"):
        reason = seen.array(why(mark.name), mark.at).tobytes().decode()
        return f"{HANDS[name].format(about=about)}: refused. {reason[0].upper()}{reason[1:]}"
    if name == "ask":
        return _asked(about, act)
    if name == "send":
        return _sent(act)
    if name == "take-in":
        came = f"{act['texts']:.0f} memories came in for {AGENTS[int(act['agent'])]}, owned by it alone"
        return f"{came}; {act['caches']:.0f} caches were taken over, {act['dropped']:.0f} dropped."
    steps = f" in {act['steps']:.0f} steps" if "steps" in act else ""
    return f"{HANDS[name].format(about=about)}{steps}, for {_operations(act['flops'])}. {_knowing(act)}"


def _asked(about: str, act: Mapping[str, float]) -> str:
    agent, asked = AGENTS[int(act["agent"])], RELATIONS[int(act["relation"])]
    store = VALUES[int(act["store"])] if act["store"] >= 0 else "nothing: refused or erased"
    weights = int(act["weights"])
    heard = VALUES[weights] if 0 <= weights < len(VALUES) else "no value"
    sure = f"{100 * act['sure']:.2g} % sure"
    return (
        f"{agent} asks what {about} {asked}. The store says {store}; the shared weights say {heard} ({sure})."
    )


def _sent(act: Mapping[str, float]) -> str:
    left = f"{act['texts']:.0f} memories of {AGENTS[int(act['agent'])]} left in {act['bytes']:,.0f} bytes"
    model = "another model" if act["model"] else "the same model"
    came = f"a store on {model} took {act['caches']:.0f} caches over and dropped {act['dropped']:.0f}"
    return f"{left}; {came}, and answers {act['right']:.0f} of {act['asked']:.0f} questions rightly."


def _knowing(act: Mapping[str, float]) -> str:
    """Who can still learn of the memory, by the rules and past them."""
    bits = int(act["readers"])
    readers = [agent for place, agent in enumerate(AGENTS) if bits >> place & 1]
    allowed = f"{' and '.join(readers)} may read it" if readers else "Nobody may read it"
    recalled = int(act["recalled"])
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


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """The event, told of the policy that the graph shows."""
    named = {seen.config.policy: seen for seen in members}
    seen = named.get("scheduler", members[0])
    return describe(seen) if seen.rows else WAITING
