"""Sliders offer round stops over a narrow range, and never lose a value that a link brought."""

import pytest

from lab import experiments
from lab.ui import controls

SLIDERS = [
    pytest.param(about, id=f"{experiment.name}.{about.name}")
    for experiment in experiments.every()
    for about in experiment.config.settings().values()
    if about.widget is not None
]


@pytest.mark.parametrize("about", SLIDERS)
def test_a_slider_has_its_default_its_ends_and_at_most_a_few_hundred_stops(about):
    stops = list(controls._stops(about, about.default))
    assert stops == sorted(set(stops))
    assert about.default in stops
    assert 2 <= len(stops) <= 300
    assert {about.widget[0], about.widget[1]} <= set(stops)


@pytest.mark.parametrize("about", SLIDERS)
def test_a_value_outside_the_slider_but_inside_the_bounds_is_kept(about):
    assert about.maximum in list(controls._stops(about, about.maximum))
