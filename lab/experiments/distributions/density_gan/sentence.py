"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

from lab.contract.seen import Seen
from lab.experiments.distributions.density_gan.config import Config
from lab.experiments.distributions.density_gan.figures import NAMES
from lab.experiments.drawing.names import number


def describe(seen: Seen[Config]) -> str:
    """What the figure shows; it turns where the distance to the truth does."""
    config = seen.config
    if config.measure == "cubes":
        apart = f"{seen.last('w2'):.3f} apart"
        return f"Two samples of {config.samples} points of the cube in {config.dim} dimensions are {apart}."
    now, best, copy = (f"{seen.last(name):.3f}" for name in ("w2_test", "best_w2", "w2_memorized"))
    when = f"Time {number(seen.at('time'))}"
    if "memorized" in seen.told:
        return (
            f"{when}: {100 * seen.at('near_mass'):.0f} % of the mass sits on training points, W₂ to the "
            f"truth is {now}; at best it was {best}."
        )
    if "early-stop" in seen.told:
        before = ", the lowest so far" if now == best else f", after {best} at best"
        return f"{when}: W₂ to the truth is {now}{before}; the training set is at {copy}."
    closer = ", and coming closer" if now == best else f", after {best} at best"
    return f"{when}: W₂ to the truth is {now}{closer}; the training set is at {copy}."


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """The three judges at that row, or what the set is."""
    config = members[0].config
    if config.measure == "cubes" or config.record == "summary":
        return f"{len(members)} runs, each a dot or a part of a line."
    parts = [
        f"{NAMES[seen.config.judge]} {seen.last('w2_test'):.3f} (best so far {seen.last('best_w2'):.3f})"
        for seen in members
        if seen.rows
    ]
    return f"W₂ to the truth: {'; '.join(parts)}."
