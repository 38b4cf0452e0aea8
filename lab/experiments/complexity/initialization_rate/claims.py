"""What the papers say about the size of the weights at birth, and what recordings say to it."""

from collections.abc import Sequence

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, neighbour, ours, paper, unseen, verdict
from lab.contract.training import Recorded
from lab.experiments.complexity.initialization_rate.config import Config
from lab.experiments.complexity.sweep.claims import Table, by, means

Runs = Sequence[Recorded[Config]]

HEADLINE = RunRequest("headline")


@claim(
    "interior-optimum",
    "Smaller initialization is better up to a critical one, beyond which training stalls.",
    "The mean loss on the unseen pair is lowest for a γ in 0.6 … 0.9, at least 4 times lower than at the "
    "smallest γ, and higher again at the largest.",
    HEADLINE,
    source=neighbour("critical initialization, abstract", "2606.17945"),
    each_run=True,
)
def interior_optimum(recordings: Runs) -> Verdict:
    """2: the unseen pair's loss is lowest for some γ in 0.6 … 0.9, four times lower than at the left end."""
    loss = means(_along(recordings, "ood_loss"))
    if len(loss) < 3 or max(loss) < 0.9 or min(loss) > 0.3:
        return unseen("needs γ from 0.3 or below to 0.9 or above, at one λ and depth")
    best = min(loss, key=loss.__getitem__)
    fall = loss[min(loss)] / loss[best]
    holds = 0.6 <= best <= 0.9 and fall >= 4 and loss[max(loss)] > loss[best]
    return verdict(holds, f"lowest at γ = {best:g}, {fall:.3g} times lower than at {min(loss):g}")


@claim(
    "gamma-raises-reasoning",
    "The smaller the initialization, the more a network infers the rule.",
    "Rank correlation of γ with the share of rule answers on the unseen pair of at least 0.6, all runs.",
    HEADLINE,
    source=paper("2405.05409", "abstract"),
    each_run=True,
)
def raises_reasoning(recordings: Runs) -> Verdict:
    """3: rank correlation of γ and the share of answers by the rule, over all runs."""
    shares = _along(recordings, "reasoning")
    if len(shares) < 3:
        return unseen("needs at least three values of γ, at one λ and depth")
    gammas = [gamma for gamma, values in shares.items() for _ in values]
    rho = _spearman(gammas, [value for values in shares.values() for value in values])
    return verdict(rho >= 0.6, f"rank correlation {rho:.2f} over {len(gammas)} runs")


def _along(recordings: Runs, column: str) -> Table:
    """A column along γ, of runs that differ in γ and seed alone."""
    configs = [recording.config for recording in recordings]
    if len({(config.weight_decay, config.depth) for config in configs}) > 1:
        return {}
    return by(recordings, lambda config: config.gamma, column)


def _spearman(x: Sequence[float], y: Sequence[float]) -> float:
    """Correlation of ranks, ties sharing theirs."""
    ranks = [
        [(np.sum(np.less(all, value)) + np.sum(np.less_equal(all, value)) - 1) / 2 for value in all]
        for all in (x, y)
    ]
    return float(np.corrcoef(np.array(ranks))[0, 1]) if min(map(np.ptp, ranks)) > 0 else 0.0


@claim(
    "reasoning-is-simpler",
    "Networks that reason are of lower complexity: their matrices use fewer directions.",
    "The mean stable rank of the MLP's first matrix falls at every γ, 1.5-fold from first to last.",
    HEADLINE,
    source=paper("2405.05409", "abstract"),
    each_run=True,
)
def simpler(recordings: Runs) -> Verdict:
    """6: the stable rank of the MLP's first matrix falls with γ, 1.5-fold from end to end."""
    rank = list(means(_along(recordings, "stable_rank_mlp")).values())
    if len(rank) < 3:
        return unseen("needs at least three values of γ, at one λ and depth")
    fall = rank[0] / rank[-1]
    number = f"{rank[0]:.3g} to {rank[-1]:.3g}, {fall:.2g} times less"
    rises = int(np.sum(np.diff(rank) >= 0))
    return verdict(fall >= 1.5 and not rises, number + (f", but it rises {rises} times" if rises else ""))


@claim(
    "decay-helps",
    "Weight decay moves networks of large initialization towards the rule.",
    "The mean over γ ≤ 0.5 of rule answers at λ = 0.3 minus those at λ = 0 is at least 0.2.",
    RunRequest("heat-map"),
    source=paper("2505.23013", "abstract"),
    each_run=True,
)
def decay_helps(recordings: Runs) -> Verdict:
    """4: at γ ≤ 0.5, λ = 0.3 against none, in the share of answers by the rule."""
    shares = by(recordings, lambda config: (config.gamma, config.weight_decay), "reasoning")
    gammas = [gamma for gamma, decay in shares if gamma <= 0.5 and decay == 0 and (gamma, 0.3) in shares]
    if not gammas:
        return unseen("needs λ = 0 and λ = 0.3 at γ ≤ 0.5")
    pairs = [np.subtract(shares[gamma, 0.3], shares[gamma, 0.0]) for gamma in gammas]
    each = np.mean(pairs, axis=0)
    gain = float(each.mean())
    seeds = ", ".join(f"{value:+.2f}" for value in each)
    return verdict(gain >= 0.2, f"{gain:+.2f} in the mean over γ ≤ 0.5 (a seed each: {seeds})")


@claim(
    "depth-favours-memory",
    "Deeper networks lean towards memory.",
    "With every layer the training loss at the smallest γ falls, and so do the rule answers at γ = 0.5.",
    RunRequest("depth"),
    source=ours("told of the paper on composite functions; we found no place"),
    each_run=True,
)
def depth_memorizes(recordings: Runs) -> Verdict:
    """13: with every layer the training loss at the left end falls, and at γ = 0.5 the rule's answers too."""
    rule = means(by(recordings, lambda config: (config.gamma, config.depth), "reasoning"))
    loss = means(by(recordings, lambda config: (config.gamma, config.depth), "train_loss"))
    left = min((gamma for gamma, _ in rule), default=1.0)
    depths = sorted({depth for gamma, depth in rule if gamma == 0.5})
    if len(depths) < 3 or left > 0.4:
        return unseen("needs 1, 2 and 3 layers at γ = 0.5 and at 0.4 or below")
    shares, losses = [rule[0.5, depth] for depth in depths], [loss[left, depth] for depth in depths]
    holds = np.all(np.diff(shares) < 0) and np.all(np.diff(losses) < 0)
    answers = " → ".join(f"{share:.2f}" for share in shares)
    return verdict(holds, f"by the rule at γ = 0.5: {answers}; training loss at {left:g}: {_falls(losses)}")


def _falls(losses: Sequence[float]) -> str:
    return " → ".join(f"{loss:.2g}" for loss in losses)


CLAIMS = (interior_optimum, raises_reasoning, simpler, decay_helps, depth_memorizes)
