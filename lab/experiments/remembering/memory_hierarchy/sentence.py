"""One plain sentence that says which memory is the cheapest, what keeping facts costs, who reads better."""

from collections.abc import Sequence

import numpy as np

from lab.contract.experiment import NOTHING
from lab.contract.seen import Seen
from lab.experiments.remembering.memory_hierarchy.config import Config
from lab.experiments.remembering.memory_hierarchy.interest import FORMS


def waiting(config: Config) -> str:
    """The sentence before the first row."""
    return "The facts are being written in every form." if config.lesson == "crossovers" else NOTHING


def describe(seen: Seen[Config]) -> str:
    """The sentence of a run."""
    tell = {
        "crossovers": _cheapest,
        "externalization": _kept,
        "two-stage": _read,
        "optional-memory": _spared,
    }
    return tell[seen.config.lesson](seen)


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """The sentence of a set: the least work for the facts so far, or how well each run reads."""
    first = members[0]
    if first.config.lesson == "two-stage":
        return _readings(members)
    if first.config.lesson == "optional-memory":
        return _nats(members)
    if first.config.lesson == "externalization":
        return _prices(members)
    return describe(first) if first.rows else waiting(first.config)


def _cheapest(seen: Seen[Config]) -> str:
    totals = {form: seen.at(form) for form in FORMS}
    best, worst = min(totals, key=totals.__getitem__), max(totals, key=totals.__getitem__)
    uses, turned = seen.at("uses"), seen.last("turn_uses")
    times = f"{uses:,.0f}" if uses >= 10 else f"{uses:.2g}"
    since = f", from {turned:,.0f} {'use' if round(turned) == 1 else 'uses'} on" if turned == turned else ""
    return (
        f"A fact that is used {times} times is cheapest as {_as(best)}{since}; "
        f"as {_as(worst)} it costs {totals[worst] / totals[best]:.3g} times as much."
    )


def _as(form: str) -> str:
    return {"text": "a text", "kv": "a cache", "sparse": "a sparse cache", "lora": "weights"}[form]


def _kept(seen: Seen[Config]) -> str:
    config = seen.config
    where = "from caches" if config.form == "explicit" else "by heart"
    ended = " That is enough." if np.isfinite(seen.at("needed")) else ""
    return (
        f"After {seen.at('flops') / 1e9:.3g} GFLOP a model of width {config.width} knows "
        f"{100 * seen.at('accuracy'):.3g} % of {config.count:,} facts {where}.{ended}"
    )


def _prices(members: Sequence[Seen[Config]]) -> str:
    """The least work so far for the most facts that somebody keeps."""
    least: dict[tuple[int, str], float] = {}
    for seen in members:
        if seen.rows and np.isfinite(work := seen.at("needed")):
            key = (seen.config.count, seen.config.form)
            least[key] = min(work, least.get(key, np.inf))
    parts = []
    for count in sorted({count for count, _ in least}):
        caches, heart = (least.get((count, form)) for form in ("explicit", "implicit"))
        prices = [
            f"{work / 1e9:.3g} {how}" for work, how in ((caches, "in caches"), (heart, "by heart")) if work
        ]
        parts.append(f"{count:,} facts {' or '.join(prices)}")
    if not parts:
        return "Nobody knows 99 % of the facts yet."
    return f"Least work in GFLOP: {', '.join(parts)}."


def _read(seen: Seen[Config]) -> str:
    k1, k3 = (100 * seen.at(name) for name in ("accuracy_k1", "accuracy_k3"))
    second, turned = seen.config.curriculum == "two-stage", "memories" in seen.told
    stage = "text first, now memories: " if second and turned else "only text so far: " if second else ""
    return f"Step {seen.now:,}, {stage}{k1:.3g} % right from one memory, {k3:.3g} % from three side by side."


def _readings(members: Sequence[Seen[Config]]) -> str:
    names = {"direct": "memories from the start", "two-stage": "text first", "text": "text alone"}
    if not all(seen.rows for seen in members):
        return NOTHING
    shares = [
        f"{100 * seen.at('accuracy_k3'):.3g} % after {names[seen.config.curriculum]}" for seen in members
    ]
    return f"Step {members[0].step:,}, right from three memories side by side: {', '.join(shares)}."


def _spared(seen: Seen[Config]) -> str:
    view = {"text": "It has no references.", "direct": "They are there from the start."}
    now = "Now they are there." if "memories" in seen.told else "None are there yet."
    return (
        f"Step {seen.now:,}: a word of other texts costs {seen.at('with'):.3f} nats with references in view, "
        f"{seen.at('without'):.3f} without. {view.get(seen.config.curriculum, now)}"
    )


def _nats(members: Sequence[Seen[Config]]) -> str:
    names = {
        "direct": "with memory from the start",
        "two-stage": "with memory after a warm-up",
        "text": "without any",
    }
    if not all(seen.rows for seen in members):
        return NOTHING
    parts = [
        f"{seen.at('without' if seen.config.curriculum == 'text' else 'with'):.3f} "
        f"{names[seen.config.curriculum]}"
        for seen in members
    ]
    return f"Step {members[0].step:,}, nats a word of other texts: {', '.join(parts)}."
