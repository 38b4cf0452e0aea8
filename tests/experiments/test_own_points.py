"""Own points on every page that learns from points: half of them train, and the rest says how well."""

import numpy as np
import pytest

from lab import experiments
from lab.contract.errors import BadInput
from lab.runs.names.specification import specify
from lab.worlds import points
from tests.experiments.rows import rows

PAGES = {
    "bias-potential": {"steps": 4, "width": 20, "grid": 24},
    "density-gan": {"steps": 5, "width": 20, "grid": 24},
    "gan": {"steps": 4},
    "distribution-atlas": {"steps": 4},
}
EIGHT = [(np.cos(t), np.sin(2 * t)) for t in np.linspace(0, 6, 41)]
page = pytest.mark.parametrize("name", PAGES)


@pytest.fixture
def drawn():
    return points.drawn(EIGHT).points


@page
def test_a_model_sees_half_of_them_and_is_measured_by_the_rest(name, drawn):
    run = specify(name, target=points.written(drawn), **PAGES[name])
    assert specify(name, **{**run.config.values()}).id == run.id
    experiment = experiments.find(name)
    recording = rows(experiment.train([run.config]))
    train = np.asarray(recording.arrays["train_points"])
    n = min(run.config.samples, len(drawn) // 2)
    assert train.shape == (n, 2)
    near = np.abs(train[:, None] - drawn[None]).max(axis=2) < 2e-3
    assert (near.sum(axis=1) >= 1).all()
    distance = "kl" if name == "bias-potential" else "w2_test"
    assert np.isfinite(recording.columns[distance]).any()
    assert recording.columns[distance][0] > 0
    assert experiment.figures(run.config)
    assert "nan" not in experiment.sentence(recording, 3)


@page
def test_a_truth_that_nobody_knows_is_refused_in_one_sentence(name):
    with pytest.raises(BadInput, match="target = atlantis is not known: give one of ring8, moons"):
        specify(name, target="atlantis")
