"""Fields that change nothing about a run have no widgets, and no example sets one."""

import pytest

from lab import experiments
from lab.runs.names.specification import specify
from tests.experiments.rows import digests, frames

EXAMPLES = [
    pytest.param(one, preset, id=f"{one.name}-{preset.name}")
    for one in experiments.every()
    for preset in one.presets
    if one.unused(one.configure(preset.name))
]


@pytest.mark.parametrize(("experiment", "preset"), EXAMPLES)
def test_no_example_sets_a_field_that_it_does_not_use(experiment, preset):
    config = experiment.configure(preset.name)
    assert not set(preset.fields) & set(experiment.unused(config))


def test_each_field_is_used_by_some_example():
    for experiment in experiments.every():
        unused = [set(experiment.unused(experiment.configure(one.name))) for one in experiment.presets]
        assert set.intersection(*unused) == set()


def test_what_is_not_used_does_not_change_a_run():
    """Joined caches, with every field of the other lessons changed."""
    experiment = experiments.find("fact-memories")
    plain = specify("fact-memories", "merge").config
    other = {"groups": 2, "replay": "both", "rank": 1, "most": 7, "people": 3, "bits": "2", "kept_tokens": 1}
    assert set(other) <= set(experiment.unused(plain))
    both = [frames(experiment.train([config]), 3) for config in (plain, plain.replace(**other))]
    assert digests(both[0], 1) == digests(both[1], 1)
