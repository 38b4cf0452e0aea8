"""The snippet makes the very run: the same id, whatever differs from the example."""

import pytest

from lab import experiments
from lab.export.snippet import snippet
from lab.runs.names.specification import Run, read_interventions, set_id, specify


@pytest.mark.parametrize(
    ("preset", "fields"),
    [
        ("fnn-sin", {}),
        ("quadratic", {"eta": 0.05, "steps": 7}),
        ("quadratic", {"beta1s": [0.5, 0.9], "steps": 7}),
    ],
)
def test_the_lines_specify_the_same_run(preset, fields):
    run = specify("adam-spikes", preset, **fields)
    text = snippet(run.experiment, run, preset)
    made = []

    class Lab:
        @staticmethod
        def run(name, preset, **fields):
            made.append(set_id(specify(name, preset, **fields).members))
            return type("Opened", (), {"id": made[0], "frame": None})

    exec(compile(text.replace("import lab\n", ""), "snippet", "exec"), {"lab": Lab})
    assert made == [set_id(run.members)]


def test_changes_on_the_way_are_branches_in_their_order():
    experiment = experiments.find("adam-spikes")
    config = experiment.configure("quadratic")
    live = next(one.name for one in type(config).settings().values() if one.live)
    value = config.values()[live] / 2
    acts = read_interventions(experiment, config, {"interventions": [[30, live, value], [5, live, value]]})
    text = snippet(experiment, Run(experiment, config, acts), "quadratic")
    assert text.index(f"branch(5, {live}={value!r})") < text.index(f"branch(30, {live}={value!r})")
