"""What the papers say about the size of the weights at birth, and how runs decide it."""

import itertools
from collections.abc import Sequence

import numpy as np

from lab.contract.claim import RunRequest, drawn, measured, neighbour, ours, paper
from lab.contract.training import Recorded
from lab.experiments.complexity.initialization_rate.config import Config
from lab.experiments.complexity.sweep.claims import by, means
from lab.experiments.rules import Runs, above, at_least, figure, least, mean
from lab.experiments.rules import means as over_runs

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]

HEADLINE = drawn(RunRequest("headline"), over="seeds")
INSIDE = (0.6, 0.9)
"""The sizes at birth among which the best is to be."""
FALL, SIMPLER = 4.0, 1.5


def along(recordings: Recordings, column: str) -> Numbers:
    """A column's last numbers along γ, of runs that differ in γ and seed alone; none of fewer than three."""
    configs = [recording.config for recording in recordings]
    if len({(config.weight_decay, config.depth) for config in configs}) > 1:
        return {}
    found = means(by(recordings, lambda config: config.gamma, column))
    return {f"{gamma:g}": value for gamma, value in found.items()} if len(found) > 2 else {}


def _inside(runs: Runs) -> float:
    """Of two ratios the smaller: the lowest mean loss at other sizes over that inside; the fall over 4."""
    loss = {float(gamma): value for gamma, value in over_runs(runs).items()}
    if max(loss) < 0.9 or min(loss) > 0.3:
        return np.nan
    low, high = INSIDE
    inside = [value for gamma, value in loss.items() if low <= gamma <= high]
    outside = [value for gamma, value in loss.items() if not low <= gamma <= high]
    return min(min(outside) / min(inside), loss[min(loss)] / min(inside) / FALL)


@measured(
    "interior-optimum",
    "Smaller initialization is better up to a critical one, beyond which training stalls.",
    "The mean loss on the unseen pair over seeds is lower at some γ in 0.6 … 0.9 than at any other, and "
    "there at least 4 times lower than at the smallest γ.",
    HEADLINE,
    figure(_inside, at_least(1), "lower by {value:.2f}, the least of both ratios over what is needed"),
    RunRequest("headline"),
    source=neighbour("critical initialization, abstract", "2606.17945"),
    each_run=True,
)
def interior_optimum(recordings: Recordings) -> Numbers:
    """2: the unseen pair's loss along γ."""
    return along(recordings, "ood_loss")


@measured(
    "gamma-raises-reasoning",
    "The smaller the initialization, the more a network infers the rule.",
    "Rank correlation of γ with the share of rule answers on the unseen pair, within a seed: at least 0.6 in "
    "the mean of seeds.",
    HEADLINE,
    mean("rho", at_least(0.6), "rank correlation {value:.2f}"),
    RunRequest("headline"),
    source=paper("2405.05409", "abstract"),
    each_run=True,
)
def raises_reasoning(recordings: Recordings) -> Numbers:
    """3: rank correlation of γ and the share of answers by the rule."""
    shares = along(recordings, "reasoning")
    if not shares:
        return {}
    return {"rho": _spearman([float(gamma) for gamma in shares], list(shares.values()))}


def _spearman(x: Sequence[float], y: Sequence[float]) -> float:
    """Correlation of ranks, ties sharing theirs."""
    ranks = [
        [(np.sum(np.less(all, value)) + np.sum(np.less_equal(all, value)) - 1) / 2 for value in all]
        for all in (x, y)
    ]
    return float(np.corrcoef(np.array(ranks))[0, 1]) if min(map(np.ptp, ranks)) > 0 else 0.0


def _falls(runs: Runs) -> float:
    """Of all ratios of a mean rank to the next one's, and of the whole fall over 1.5, the least."""
    rank = list(over_runs(runs).values())
    steps = [before / after for before, after in itertools.pairwise(rank)]
    return min(*steps, rank[0] / rank[-1] / SIMPLER)


@measured(
    "reasoning-is-simpler",
    "Networks that reason are of lower complexity: their matrices use fewer directions.",
    "The mean stable rank of the MLP's first matrix over seeds falls at every γ, 1.5-fold from first to "
    "last.",
    HEADLINE,
    figure(_falls, at_least(1), "the least ratio over what is needed: {value:.3f}"),
    RunRequest("headline"),
    source=paper("2405.05409", "abstract"),
    each_run=True,
)
def simpler(recordings: Recordings) -> Numbers:
    """6: the stable rank of the MLP's first matrix along γ."""
    return along(recordings, "stable_rank_mlp")


@measured(
    "decay-helps",
    "Weight decay moves networks of large initialization towards the rule.",
    "The mean over γ ≤ 0.5 of rule answers at λ = 0.3 minus those at λ = 0 is at least 0.2, in the mean of "
    "seeds.",
    drawn(
        RunRequest("heat-map", {"gammas": (0.2, 0.3, 0.4, 0.5), "weight_decays": (0.0, 0.3)}), over="seeds"
    ),
    mean("gain", at_least(0.2), "{value:+.2f} in the mean over γ ≤ 0.5"),
    RunRequest("heat-map"),
    source=paper("2505.23013", "abstract"),
    each_run=True,
)
def decay_helps(recordings: Recordings) -> Numbers:
    """4: at γ ≤ 0.5, λ = 0.3 against none, in the share of answers by the rule."""
    shares = means(by(recordings, lambda config: (config.gamma, config.weight_decay), "reasoning"))
    gammas = [gamma for gamma, decay in shares if gamma <= 0.5 and decay == 0 and (gamma, 0.3) in shares]
    if not gammas:
        return {}
    return {"gain": float(np.mean([shares[gamma, 0.3] - shares[gamma, 0.0] for gamma in gammas]))}


@measured(
    "depth-favours-memory",
    "Deeper networks lean towards memory.",
    "From one layer to two, and from two to three, rule answers at γ = 0.5 fall, and so does the training "
    "loss at γ = 0.3, in the mean of seeds.",
    drawn(RunRequest("depth", {"gammas": (0.3, 0.5)}), over="seeds"),
    least(
        ("rule from 1", "rule from 2", "loss from 1", "loss from 2"),
        above(0),
        "rule answers fall by {rule from 1:.2f} and {rule from 2:.2f}, the loss by {loss from 1:.2g} and "
        "{loss from 2:.2g}",
    ),
    RunRequest("depth"),
    source=ours("told of the paper on composite functions; we found no place"),
    each_run=True,
)
def depth_memorizes(recordings: Recordings) -> Numbers:
    """13: by how much rule answers and training loss fall with a layer more."""
    rule = means(by(recordings, lambda config: (config.gamma, config.depth), "reasoning"))
    loss = means(by(recordings, lambda config: (config.gamma, config.depth), "train_loss"))
    if not {(gamma, depth) for gamma in (0.3, 0.5) for depth in (1, 2, 3)} <= rule.keys():
        return {}
    falls = {f"rule from {depth}": rule[0.5, depth] - rule[0.5, depth + 1] for depth in (1, 2)}
    return falls | {f"loss from {depth}": loss[0.3, depth] - loss[0.3, depth + 1] for depth in (1, 2)}


CLAIMS = (interior_optimum, raises_reasoning, simpler, decay_helps, depth_memorizes)
