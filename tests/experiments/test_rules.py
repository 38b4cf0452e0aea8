"""A claim is decided by where the interval of its figure lies."""

import numpy as np
import pytest

from lab.contract.claim import FEWEST, Measure, Pair
from lab.experiments.rules import above, at_least, at_most, below, figure, least, mean, share


def runs(*values: float) -> list[dict[str, float]]:
    return [{"x": value} for value in values]


SPREAD = tuple(np.linspace(0.8, 1.2, 20))


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        (at_least(0.9), "holds"),
        (at_least(1.1), "does not hold"),
        (at_least(1.0), "undecided"),
        (at_most(1.1), "holds"),
        (at_most(0.9), "does not hold"),
        (at_most(1.0), "undecided"),
    ],
)
def test_the_line_is_beside_the_interval_or_within_it(line, outcome):
    found = mean("x", line, "{value:.2f} of {count}")(runs(*SPREAD))
    low, high = found.interval
    assert found.outcome == outcome
    assert 0.9 < low < 1.0 < high < 1.1
    assert found.number == f"1.00 of 20 (holds if {line})"


def test_few_runs_are_on_one_side_or_the_other_without_an_interval():
    few = runs(*SPREAD[: FEWEST - 1])
    rule = mean("x", at_least(0.85), "{value:.2f}")
    assert (rule(few).outcome, rule(few).interval) == ("holds", None)
    assert mean("x", at_least(2), "{value:.2f}")(few).outcome == "does not hold"
    assert rule(runs(*SPREAD[:FEWEST])).interval is not None


def test_runs_that_show_nothing_are_told_and_do_not_count():
    found = mean("x", at_least(0), "{value:.2f}")([*runs(*SPREAD), {}, {}])
    assert "2 of 22 runs show nothing of it" in found.number
    assert mean("x", at_least(0), "")([{}, {}]).outcome == "not observed"
    assert mean("x", at_least(0), "")([]).outcome == "not observed"


def test_a_share_has_wilsons_interval():
    found = share("x", at_least(0.75), "{value:.0%}")(runs(*[1.0] * 20))
    assert (found.outcome, found.interval) == ("holds", pytest.approx((0.8389, 1), abs=1e-4))
    assert share("x", at_least(0.75), "{value:.0%}")(runs(*[1.0] * 17, 0, 0, 0)).outcome == "undecided"


def test_the_least_of_means_must_be_over_the_line():
    rows = [{"x": 1.0, "y": 2.0 + k % 2} for k in range(20)]
    assert least(("x", "y"), at_least(1.5), "{x} {y}")(rows).outcome == "does not hold"
    assert least(("y",), at_least(1.5), "{value:.1f}")(rows).number == "2.5 (holds if ≥ 1.5)"
    assert least(("z",), at_least(1.5), "")(rows).outcome == "not observed"


def test_what_no_run_has_is_a_dash_in_words():
    found = figure(lambda _: 1.0, at_least(0), "{value} {y:.1f}")(runs(1.0))
    assert found.number == "1.0 —"


def test_a_line_may_belong_to_neither_side():
    for line, reached in ((at_least(0), True), (above(0), False), (at_most(0), True), (below(0), False)):
        assert line.reached(0.0) == reached
        assert mean("x", line, "{value}")(runs(0.0)).outcome == ("holds" if reached else "does not hold")


def test_a_verdict_has_the_figure_of_each_run_and_its_line_to_draw():
    pair = Pair("before", "x", "< 2")
    rows = [{"x": 1.0, "before": 3.0}, {"x": 2.0, "before": 5.0}, {"x": 3.0}]
    found = mean("x", at_least(0.9), "{value:+.1f} times", pair)(rows).measure
    assert found == Measure(2.0, "≥ 0.9", "+.1f", (1.0, 2.0, 3.0), False, pair, ((3.0, 1.0), (5.0, 2.0)))
    counted = share("x", at_least(0.75), "{value:.0%}")(runs(1, 0, 1)).measure
    assert (counted.each, counted.counts, counted.form) == ((1, 0, 1), True, ".0%")
    assert mean("x", at_least(0), "")([{}, {}]).measure is None
