"""How often is measured, and what it may take."""

import math

import pytest

from lab.contract.errors import BadInput
from lab.watching.pace import Budget, stride


@pytest.mark.parametrize(
    ("share", "beta2", "steps"),
    [
        (0.9, 0.999, 42),  # 0.2·2·ln(1/0.9)/0.001
        (0.1, 0.999, 100),
        (0.99, 0.999, 10),
        (1.2, 0.999, 10),
        (0.5, 0.95, 10),
        (-0.1, 0.999, 100),
        (math.nan, 0.999, 10),
        (0.9, None, 42),
    ],
)
def test_the_stride_is_a_fifth_of_the_fastest_way_to_the_limit(share, beta2, steps):
    assert stride(share, beta2) == steps


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self):
        return self.now


def loop(budget, clock, steps, bare, measurement, row=0.0):
    """A loop in which everything is measured that may be; how many were, and the dearest of them."""
    count = 0
    for _ in range(steps):
        clock.now += bare
        with budget.watching():
            clock.now += row
            if budget.open:
                count += 1
                clock.now += measurement
        budget.step()
    return count


def test_a_budget_is_exceeded_by_one_measurement_at_most():
    budget = Budget(0.05, clock := Clock())
    count = loop(budget, clock, 500, bare=0.01, measurement=0.04)
    assert budget.spent <= 0.05 * budget.loop + 0.04 + 1e-9
    assert count == pytest.approx(500 * 0.01 * 0.05 / 0.04, abs=2)
    assert budget.share == pytest.approx(budget.spent / budget.loop)


@pytest.mark.parametrize(("bare", "most"), [(3e-4, 9.55e-4), (2e-3, 7e-4), (5e-3, 2.5e-4), (0.01, 5e-4)])
def test_short_steps_may_be_watched_longer_and_longer_ones_by_their_share(bare, most):
    """Up to 1 ms of a step that takes no time, 5 % of one of 5 ms or more, and between them in proportion."""
    budget = Budget(0.05, clock := Clock())
    loop(budget, clock, 1000, bare=bare, measurement=2e-3, row=5e-5)
    assert budget.spent == pytest.approx(1000 * most, rel=0.05)


def test_no_budget_and_no_limit():
    none, unlimited = Budget(0.0, clock := Clock()), Budget(math.inf, Clock())
    assert loop(none, clock, 100, bare=0.01, measurement=0.01) == 1
    assert loop(unlimited, Clock(), 100, bare=0.0, measurement=0.01) == 100
    with pytest.raises(BadInput, match=r"give 0\.05 for five percent"):
        Budget(-1.0, Clock())
