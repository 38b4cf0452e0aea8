"""A filled figure shows the recording's own numbers, up to the step that is asked for."""

import numpy as np
import pytest

from lab import experiments
from lab.runs.specification import coordinates
from lab.share.filled import fill, filled


def test_a_curve_is_its_column_over_its_divisor_up_to_the_step(subjects):
    given = subjects["fnn-sin"]
    ((_, recording),) = given.recorded
    for step in (0, 700, given.last_step):
        data = filled(given.hero, given.recorded, step)["data"]
        np.testing.assert_array_equal(data[0]["x"], np.arange(step + 1))
        np.testing.assert_array_equal(data[0]["y"], recording.column("loss")[: step + 1])
        ratio = recording.column("lambda_max") / recording.column("threshold")
        np.testing.assert_array_equal(data[1]["y"], ratio[: step + 1])


def test_marks_are_drawn_once_they_are_known_each_at_its_place(subjects):
    given = subjects["fnn-sin"]
    ((_, recording),) = given.recorded
    crossings = [one for one in recording.marks if one.name.rpartition("-")[0] == "crossing"]
    for step in (crossings[0].step - 1, crossings[2].step):
        shapes = filled(given.hero, given.recorded, step)["layout"]["shapes"]
        drawn = [one["x0"] for one in shapes if one.get("yref") == "y2 domain" and one["y1"] == 0.09]
        assert drawn == [one.at for one in crossings if one.step <= step]


def test_a_map_has_every_member_in_the_cell_of_its_coordinates(subjects):
    given = subjects["quadratic-map"]
    data = filled(given.hero, given.recorded, given.last_step)["data"][0]
    assert data["z"].shape == (24, 24)
    beta1s, beta2s = (sorted({coordinates(run)[name] for run in given.runs}) for name in ("beta1", "beta2"))
    for run, recording in given.recorded[::37]:
        at = coordinates(run)
        cell = data["z"][beta2s.index(at["beta2"]), beta1s.index(at["beta1"])]
        assert cell == recording.column("crossings")[-1]


def test_a_binding_that_nothing_is_known_of_is_an_error_not_a_gap(subjects):
    given = subjects["quadratic"]
    with pytest.raises(TypeError, match="int does not fill"):
        fill(7, type("Sheet", (), {"figure": given.hero}))


def test_every_binding_of_every_experiment_can_be_filled():
    kinds = {
        type(binding)
        for experiment in experiments.every()
        for preset in experiment.presets
        for figure in experiment.figures(experiment.configure(preset.name))
        for binding in figure.bindings
    }
    assert [kind for kind in kinds if fill.dispatch(kind) is fill.dispatch(object)] == []
