"""What the papers say about rule and memory, and how runs decide it."""

from collections.abc import Callable, Sequence

import numpy as np

from lab.contract.claim import Pair, RunRequest, drawn, measured, neighbour, ours, paper
from lab.contract.seen import Seen, last
from lab.contract.training import Recorded
from lab.experiments.complexity.reason_or_memorize.config import Config
from lab.experiments.rules import Runs, at_least, at_most, figure, least, mean, means

Recordings = Sequence[Recorded[Config]]
Numbers = dict[str, float]

JUDGED = 400
"""Step at which the two halves of the mixture are compared."""
FITS = 0.99
"""Share of training questions that a network which has learned gets right."""
AHEAD = 0.3
"""Nats by which one half of the mixture is ahead of the other."""
QUARTERS = ("0-25", "25-50", "50-75", "75-100")

MIXTURE = drawn(RunRequest("which-first"), over="seeds")
WINDOWS = drawn(RunRequest("decay-window"), over="seeds")


@measured(
    "small-reasons-large-memorizes",
    "Networks with large initialization memorize, those with small initialization infer the rule.",
    "In the mean of seeds γ = 0.8 gives at least 0.4 more rule answers than γ = 0.3; a seed at which either "
    "gets fewer than 99 % of training right counts as no difference.",
    drawn(RunRequest("duel"), over="seeds"),
    mean(
        "gap",
        at_least(0.4),
        "{value:+.2f}: by the rule {large:.2f} at γ = 0.3, {small:.2f} at 0.8",
        Pair("large", "small"),
    ),
    RunRequest("duel"),
    source=paper("2405.05409", "abstract"),
    each_run=True,
)
def small_reasons(recordings: Recordings) -> Numbers:
    """1: rule answers of the smallest network minus those of the largest, where both have learned."""
    on = _on(recordings, "anchors")
    rule, fits = (_by_gamma(on, name) for name in ("reasoning", "train_accuracy"))
    if len(rule) < 2 or min(rule) > 0.5 or max(rule) < 0.7:
        return {}
    large, small = rule[min(rule)], rule[max(rule)]
    return {"gap": (small - large) * (min(fits.values()) >= FITS), "large": large, "small": small}


def copies_then_rule(recordings: Recordings) -> Numbers:
    """5: by how much copies of the mirrored pair fall and rule answers rise from γ = 0.5 to 0.8."""
    copies, rule = (_by_gamma(_on(recordings, "anchors"), name) for name in ("symmetric", "reasoning"))
    if not {0.5, 0.8} <= copies.keys():
        return {}
    return {"fall": copies[0.5] - copies[0.8], "rise": rule[0.8] - rule[0.5]}


THEN = least(("fall", "rise"), at_least(0.1), "copies fall by {fall:.2f}, rule answers rise by {rise:.2f}")

SYMMETRIC_THEN_RULE = measured(
    "symmetric-then-rule",
    "Between memory and rule lies a symmetric phase: the label of the mirrored pair is copied.",
    "Width 64, mean of seeds: from γ = 0.5 to 0.8 copies fall and rule answers rise by 0.1 at least.",
    drawn(RunRequest("three-phases-wide", {"gammas": (0.5, 0.8)}), over="seeds"),
    THEN,
    RunRequest("three-phases-wide"),
    source=paper("2405.05409", "the phases over γ and λ"),
    each_run=True,
)(copies_then_rule)

SYMMETRIC_THEN_RULE_NARROW = measured(
    "symmetric-then-rule-narrow",
    "In a smaller network, of width 32, too, a symmetric phase lies between memory and rule.",
    "Width 32, mean of seeds: from γ = 0.5 to 0.8 copies fall and rule answers rise by 0.1 at least.",
    drawn(RunRequest("three-phases", {"gammas": (0.5, 0.8)}), over="seeds"),
    THEN,
    RunRequest("three-phases"),
    source=ours("the same claim in a smaller network"),
)(copies_then_rule)


def gaps(recordings: Recordings) -> Numbers:
    """At step 400, by γ: how far the loss by heart is above that by the rule."""
    far = [run for run in _on(recordings, "mixture") if run.column("step")[-1] >= JUDGED]
    found = _by_gamma([Seen(run, JUDGED) for run in far], "gap")
    return {f"{gamma:g}": gap for gamma, gap in found.items()}


def _least(runs: Runs) -> float:
    return min((gap for gamma, gap in means(runs).items() if float(gamma) >= 0.5), default=np.nan)


def _most(runs: Runs) -> float:
    return max((gap for gamma, gap in means(runs).items() if float(gamma) <= 0.3), default=np.nan)


RULE_FIRST = measured(
    "rule-first-when-small",
    "Of a mixed set, networks with small initialization learn the part with a rule first.",
    "At step 400 the loss by heart is at least 0.3 above that by the rule, in the mean of seeds, at every "
    "γ ≥ 0.5.",
    MIXTURE,
    figure(_least, at_least(AHEAD), "{value:+.2f} at the γ ≥ 0.5 where it is least"),
    RunRequest("which-first"),
    source=neighbour("abstract", "2502.04375"),
    each_run=True,
)(gaps)

MEMORY_FIRST = measured(
    "memory-first-when-large",
    "Networks with large initialization learn the part to be memorized first.",
    "At step 400 the loss by heart is at least 0.3 below that by the rule, in the mean of seeds, at every "
    "γ ≤ 0.3.",
    MIXTURE,
    figure(_most, at_most(-AHEAD), "{value:+.2f} at the γ ≤ 0.3 where it is least ahead"),
    RunRequest("which-first"),
    source=neighbour("abstract", "2502.04375"),
    each_run=True,
)(gaps)


def windows(recordings: Recordings) -> Numbers:
    """Rule answers by the window of the training in which there is weight decay, in percent."""
    return _by(_on(recordings, "anchors"), lambda config: config.window, "reasoning")


def _best(runs: Runs) -> float:
    rule = means(runs)
    if not {*QUARTERS, "0-100"} <= rule.keys():
        return np.nan
    return max(rule[quarter] for quarter in QUARTERS) - rule["0-100"]


def _middle(runs: Runs) -> float:
    rule = means(runs)
    if not {"0-25", "25-50"} <= rule.keys():
        return np.nan
    return rule["25-50"] / rule["0-25"] if rule["0-25"] else np.inf


WINDOW_SUFFICES = measured(
    "a-window-of-decay-suffices",
    "Weight decay in a single quarter of the training is as good as weight decay throughout.",
    "Rule answers with decay in the best quarter are at most 0.05 below those with decay always, in the mean "
    "of seeds.",
    WINDOWS,
    figure(_best, at_least(-0.05), "{value:+.2f} against decay always, {0-100:.2f}"),
    RunRequest("decay-window"),
    source=neighbour("abstract", "2605.04396"),
    each_run=True,
)(windows)

MIDDLE_BEATS_EARLY = measured(
    "middle-beats-early",
    "The window matters: in the middle weight decay helps 5 to 9 times more than early.",
    "Rule answers with decay at 25–50 % are at least twice those with decay at 0–25 %, in the mean of seeds.",
    WINDOWS,
    figure(_middle, at_least(2), "{value:.2f} times: {25-50:.2f} against {0-25:.2f}"),
    RunRequest("decay-window"),
    source=neighbour("abstract", "2605.04396"),
    each_run=True,
)(windows)


def _by_gamma(recordings: Recordings, column: str) -> dict[float, float]:
    return {float(gamma): value for gamma, value in _by(recordings, lambda c: c.gamma, column).items()}


def _by(recordings: Recordings, key: Callable[[Config], object], column: str) -> Numbers:
    """Means of a column's last numbers, by something of the config."""
    found: dict[str, list[float]] = {}
    for recording in recordings:
        found.setdefault(str(key(recording.config)), []).append(last(recording, column))
    return {name: float(np.mean(values)) for name, values in found.items()}


def _on(recordings: Recordings, task: str) -> list[Recorded[Config]]:
    """Those that were trained on a task: the other has other columns."""
    return [recording for recording in recordings if recording.config.task == task]


CLAIMS = (
    small_reasons,
    SYMMETRIC_THEN_RULE,
    SYMMETRIC_THEN_RULE_NARROW,
    RULE_FIRST,
    MEMORY_FIRST,
    WINDOW_SUFFICES,
    MIDDLE_BEATS_EARLY,
)
