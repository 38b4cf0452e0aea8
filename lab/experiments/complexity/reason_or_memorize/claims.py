"""What the papers say about rule and memory, and what recordings say to it."""

from collections.abc import Sequence

import numpy as np

from lab.contract.claim import RunRequest, Verdict, claim, neighbour, ours, paper, unseen, verdict
from lab.contract.seen import Seen
from lab.contract.training import Recorded
from lab.experiments.complexity.reason_or_memorize.config import Config
from lab.experiments.complexity.sweep.claims import by, means

Runs = Sequence[Recorded[Config]]

JUDGED = 400
"""Step at which the two halves of the mixture are compared."""
QUARTERS = ("0-25", "25-50", "50-75", "75-100")


@claim(
    "small-reasons-large-memorizes",
    "Networks with large initialization memorize, those with small initialization infer the rule.",
    "At least 99 % of training right in all six runs, and the worst γ = 0.8 run gives 0.4 more rule "
    "answers than the best γ = 0.3 run.",
    RunRequest("duel"),
    source=paper("2405.05409", "abstract"),
    each_run=True,
)
def small_reasons(recordings: Runs) -> Verdict:
    """1: all training questions answered on both sides, and 0.4 between the worst small and best large."""
    recordings = _on(recordings, "anchors")
    rule = by(recordings, _gamma, "reasoning")
    fits = [value for values in by(recordings, _gamma, "train_accuracy").values() for value in values]
    if len(rule) != 2 or min(rule) > 0.5 or max(rule) < 0.7:
        return unseen("needs two sizes, one with γ ≤ 0.5 and one with γ ≥ 0.7")
    gap = min(rule[max(rule)]) - max(rule[min(rule)])
    shares = f"{_seeds(rule[min(rule)])} at γ = {min(rule):g}, {_seeds(rule[max(rule)])} at {max(rule):g}"
    return verdict(gap >= 0.4 and min(fits) >= 0.99, f"{shares}; {min(fits):.1%} of training at least")


@claim(
    "symmetric-then-rule",
    "Between memory and rule lies a symmetric phase: the label of the mirrored pair is copied.",
    "Width 64, mean over four seeds: from γ = 0.5 to 0.8 copies fall and rule answers rise by 0.1.",
    RunRequest("three-phases-wide"),
    source=paper("2405.05409", "the phases over γ and λ"),
    each_run=True,
)
def copies_then_rule(recordings: Runs) -> Verdict:
    """5: from γ = 0.5 to 0.8 the copies of the mirrored pair fall by 0.1 and rule answers rise by 0.1."""
    recordings = _on(recordings, "anchors")
    copies, rule = (by(recordings, _gamma, name) for name in ("symmetric", "reasoning"))
    if not {0.5, 0.8} <= copies.keys() or len(copies[0.5]) < 3:
        return unseen("needs γ = 0.5 and 0.8 with three seeds or more")
    fall = np.mean(copies[0.5]) - np.mean(copies[0.8])
    rise = np.mean(rule[0.8]) - np.mean(rule[0.5])
    shares = f"copied {_seeds(copies[0.5])} → {_seeds(copies[0.8])}, rule {_seeds(rule[0.5])} → "
    why = "Which solution a network lands on is decided by its seed as much as by γ, and few copy at all."
    return verdict(min(fall, rise) >= 0.1, f"{shares}{_seeds(rule[0.8])}: {-fall:+.2f} and {rise:+.2f}", why)


@claim(
    "rule-first-when-small",
    "Of a mixed set, networks with small initialization learn the part with a rule first.",
    "At step 400 the loss by heart is 0.3 above that by the rule in every run with γ ≥ 0.5, and within "
    "0.3 in the mean for every γ ≤ 0.3.",
    RunRequest("which-first"),
    source=neighbour("abstract", "2502.04375"),
    each_run=True,
)
def rule_first(recordings: Runs) -> Verdict:
    """7: at step 400 the rule is ahead by 0.3 in every run with γ ≥ 0.5; below, no preference in the mean."""
    gaps = _gaps(recordings)
    small = [gap for gamma, values in gaps.items() if gamma >= 0.5 for gap in values]
    large = {gamma: float(np.mean(values)) for gamma, values in gaps.items() if gamma <= 0.3}
    if not small or not large:
        return unseen(f"needs γ ≤ 0.3 and γ ≥ 0.5 of the mixture at step {JUDGED}")
    most = max(map(abs, large.values()))
    number = f"least gap {min(small):+.2f} at γ ≥ 0.5; means below: "
    number += ", ".join(f"{mean:+.2f} at {gamma:g}" for gamma, mean in large.items())
    why = "From large weights the order is a lottery of the seed, and one seed of four moves a mean far."
    return verdict(min(small) >= 0.3 and most <= 0.3, number, why)


@claim(
    "memory-first-when-large",
    "Networks with large initialization learn the part to be memorized first.",
    "At step 400 the loss by heart is 0.3 below that by the rule in the mean, for every γ ≤ 0.3.",
    RunRequest("which-first"),
    source=neighbour("abstract", "2502.04375"),
    each_run=True,
)
def memory_first(recordings: Runs) -> Verdict:
    """At step 400 random answers are ahead by 0.3 in the mean, at every γ ≤ 0.3."""
    large = {gamma: values for gamma, values in _gaps(recordings).items() if gamma <= 0.3}
    if not large:
        return unseen(f"needs γ ≤ 0.3 of the mixture at step {JUDGED}")
    number = "; ".join(f"γ = {gamma:g}: {_signed(values)}" for gamma, values in large.items())
    why = "The order is a lottery of the seed: of the runs at one γ some are ahead here and some there."
    return verdict(all(np.mean(values) <= -0.3 for values in large.values()), number, why)


@claim(
    "a-window-of-decay-suffices",
    "Weight decay in a single quarter of the training is as good as weight decay throughout.",
    "Rule answers with decay in the best quarter are at most 0.05 below those with decay always.",
    RunRequest("decay-window"),
    source=neighbour("abstract", "2605.04396"),
    each_run=True,
)
def window_suffices(recordings: Runs) -> Verdict:
    """14a: the best quarter with weight decay is as good as weight decay throughout, within 0.05."""
    rule = means(by(_on(recordings, "anchors"), _window, "reasoning"))
    if not {*QUARTERS, "0-100"} <= rule.keys():
        return unseen("needs weight decay in each quarter, and always")
    best = max(QUARTERS, key=rule.__getitem__)
    return verdict(
        rule[best] >= rule["0-100"] - 0.05, f"{rule[best]:.2f} at {best} %, always {rule['0-100']:.2f}"
    )


@claim(
    "middle-beats-early",
    "The window matters: in the middle weight decay helps 5 to 9 times more than early.",
    "Rule answers with decay at 25–50 % are at least twice those with decay at 0–25 %.",
    RunRequest("decay-window"),
    source=neighbour("abstract", "2605.04396"),
    each_run=True,
)
def middle_beats_early(recordings: Runs) -> Verdict:
    """14b: the second quarter gives at least twice the rule answers of the first."""
    rule = means(by(_on(recordings, "anchors"), _window, "reasoning"))
    if not {"0-25", "25-50"} <= rule.keys():
        return unseen("needs weight decay in the first and in the second quarter")
    middle, early = rule["25-50"], rule["0-25"]
    number = (
        f"{middle:.2f} against {early:.2f}, {middle / early:.2g} times"
        if early
        else f"{middle:.2f} against 0"
    )
    why = "Decay is learning rate times λ, here the same in every quarter, and an early one is enough."
    return verdict(middle >= 2 * early and middle > 0, number, why)


def _gamma(config: Config) -> float:
    return config.gamma


def _window(config: Config) -> str:
    return config.window


def _gaps(recordings: Runs) -> dict[float, list[float]]:
    """Gaps at step 400 of the runs on the mixture, by γ."""
    far = [recording for recording in _on(recordings, "mixture") if recording.column("step")[-1] >= JUDGED]
    return dict(by([Seen(recording, JUDGED) for recording in far], _gamma, "gap"))


def _on(recordings: Runs, task: str) -> list[Recorded[Config]]:
    """Those that were trained on a task: the other has other columns."""
    return [recording for recording in recordings if recording.config.task == task]


def _seeds(values: Sequence[float]) -> str:
    return " ".join(f"{value:.2f}" for value in values)


def _signed(values: Sequence[float]) -> str:
    return " ".join(f"{value:+.2f}" for value in values)


SYMMETRIC_THEN_RULE_NARROW = claim(
    "symmetric-then-rule-narrow",
    "The same three phases in a smaller network, of width 32.",
    "Width 32, mean over three seeds: from γ = 0.5 to 0.8 copies fall and rule answers rise by 0.1.",
    RunRequest("three-phases"),
    source=ours("the same claim in a smaller network"),
)(copies_then_rule.judge)

CLAIMS = (
    small_reasons,
    copies_then_rule,
    SYMMETRIC_THEN_RULE_NARROW,
    rule_first,
    memory_first,
    window_suffices,
    middle_beats_early,
)
