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
    """The event at which something was last done by hand, and what; it is told from then on."""
    told = [(mark.at, said) for mark in seen.marks if (said := _by_hand(seen, mark))]
    since = max((at for at, _ in told), default=-1)
    return since, " ".join([said for at, said in told if at == since][-3:])


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
    """What the last row has more of than the one before."""
    values = seen.column(name)
    return float(values[-1] - (values[-2] if len(values) > 1 else 0.0))


def _by_hand(seen: Seen[Config], mark: Mark) -> str:
    """What a person did, what it cost, and who may still know; empty for what happened by itself."""
    name, told = mark.name.rpartition("-")[0], mark.values
    if name not in HANDS:
        return ""
    about = subject_name(int(told["about"])) if "about" in told else ""
    if told.get("refused"):
        reason = seen.array(why(mark.name), mark.at).tobytes().decode()
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


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """The event, told of the policy that the graph shows."""
    named = {seen.config.policy: seen for seen in members}
    seen = named.get("scheduler", members[0])
    return describe(seen) if seen.rows else WAITING
