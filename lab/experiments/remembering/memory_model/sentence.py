"""One plain sentence that says what the figure shows at a step."""

from lab.contract.seen import Seen
from lab.experiments.remembering.memory_model.config import Config
from lab.experiments.remembering.memory_model.example import truth
from lab.worlds.facts import NAMES, VALUES


def describe(seen: Seen[Config]) -> str:
    """What the decoder can do; it turns where it learns to look up, and at the gate."""
    k1, k3, without = (seen.last(f"accuracy_{name}") for name in ("k1", "k3", "without"))
    able = (
        "it can look facts up"
        if "gate" in seen.told
        else "it has begun to look"
        if "half" in seen.told
        else "it guesses"
    )
    answer, right = int(seen.array("answers")[0].argmax()), truth(seen.config)
    return (
        f"Step {seen.now:,}: {able}. Of facts that it never saw, {_of(k1)} "
        f"right with one document, {_of(k3)} with three, {_of(without)} without; "
        f"for {NAMES[0]}, of whom it reads {VALUES[right]}, it says {VALUES[answer]}."
    )


def _of(share: float) -> str:
    return f"{100 * share:.3g} %"
