"""One plain sentence that says what the figure shows at a step."""

from collections.abc import Sequence

from lab.contract.seen import Seen
from lab.experiments.distributions.mode_collapse.config import MODES, Config


def describe(seen: Seen[Config]) -> str:
    """How many islands are covered; it turns where all are for the first time."""
    gan = seen.config.model == "gan"
    who, islands = ("the generator covers", MODES) if gan else ("the particles cover", 2)
    at = f"Step {seen.now:,}: {who} {seen.at('modes'):.0f} of {islands} islands"
    complete = [mark.at for mark in seen.marks if mark.name == "complete"]
    if not complete:
        return f"{at}; never more than {seen.at('most_modes'):.0f} so far."
    return f"{at}; all of them for the first time at step {complete[0]:,}."


def describe_set(members: Sequence[Seen[Config]]) -> str:
    """How many islands each run covers at that row; of particles, how much of the mass is in its place."""
    step, begun = members[0].step, [seen for seen in members if seen.rows]
    if members[0].config.model == "gan":
        held = ", ".join(f"{seen.at('modes'):.0f}" for seen in begun)
        return f"At step {step:,} the runs cover {held} islands."
    matched = [f"{100 * seen.at('matched'):.0f} % with {_judge(seen.config)}" for seen in begun]
    return f"Step {step:,}: of the truth's mass so much has its particles: {', '.join(matched)}."


def _judge(config: Config) -> str:
    return f"a judge of pace {config.pace:g}" if config.pace else "the best judge"
