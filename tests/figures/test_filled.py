"""A filled figure shows the recording's own numbers, up to the step that is asked for."""

import re

import numpy as np
import pytest

from lab import experiments
from lab.figures.filled import filled
from lab.runs.names.specification import specify
from lab.runs.store.log import Log
from tests.experiments.rows import Rows


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
    beta1s, beta2s = (sorted({run.coordinates[name] for run in given.runs}) for name in ("beta1", "beta2"))
    for run, recording in given.recorded[::37]:
        at = run.coordinates
        cell = data["z"][beta2s.index(at["beta2"]), beta1s.index(at["beta1"])]
        assert cell == recording.column("crossings")[-1]


def test_the_picked_key_is_answered_by_its_own_entry_and_the_frame_holds_the_latest_shares():
    config = specify("reason-or-memorize", "duel", seeds=(1,))
    answers = np.arange(80) - 40
    shares = {"reasoning": [0, 0.25], "symmetric": [1, 0.5], "other": [0, 0.25]}
    shown = [
        (
            run,
            Rows(
                run.config,
                {"step": [0, 1], "train_accuracy": [0, 1], **shares},
                arrays={"answers": answers, "pairs": np.eye(4)},
            ),
        )
        for run in config.members
    ]
    (hero, *_) = experiments.find("reason-or-memorize").figures(config.config)
    data = filled(hero, shown, 1)["data"]
    place = hero.pick.start - 20
    for ring in (7, 8):
        assert (data[ring]["x"], data[ring]["y"]) == ([hero.pick.start], [answers[place]])
    assert data[8]["text"] == [f"<b>{hero.pick.start + answers[place]}</b>"]
    assert data[9]["x"] == [1]
    assert [data[i]["x"] for i in (3, 4, 5)] == [[0.25], [0.5], [0.25]]


def test_a_power_law_s_exponent_stands_at_the_end_of_its_line_for_the_picked_members_alone():
    config = specify("scaling-law", "width", seeds=(1,))
    exponents = {"constant-rate": -0.5, 0.0: 0.25, 0.02: -1.0}
    shown = []
    for run in config.members:
        kept = exponents[run.config.kept if run.config.kept == "constant-rate" else run.config.fixed_std[0]]
        losses = {"id_loss": [9, run.config.width**kept], "train_loss": [9, 1]}
        shown.append((run, Rows(run.config, {"step": [0, 1], **losses})))
    (hero, *_) = experiments.find("scaling-law").figures(config.config)
    data = filled(hero, shown, 1)["data"]
    assert [data[i]["text"][0].strip() for i in (4, 5)] == ["slope −0.50", "slope 0.25"]
    assert data[5]["x"] == [96]


def test_cosines_are_between_directions_in_the_order_of_their_angle():
    config = specify("condensation", "condense")
    shown = [
        (config, Rows(config.config, {"step": [0]}, arrays={"orientation": np.array([90.0, -90, 0, 60])}))
    ]
    (alike,) = [one for one in experiments.find("condensation").figures(config.config) if one.name == "alike"]
    z = filled(alike, shown, 0)["data"][0]["z"]
    assert z[0] == pytest.approx([1, 0, np.cos(np.radians(150)), -1], abs=1e-12)


def shown(experiment, preset, **columns):
    """A set whose members have these columns, each a function of the member's config."""
    runs = specify(experiment, preset).members
    return [
        (run, Rows(run.config, {"step": [0.0]} | {n: [f(run.config.resolved)] for n, f in columns.items()}))
        for run in runs
    ]


def test_the_fitted_line_has_the_slope_of_a_power_law(subjects):
    of = shown(
        "bias-potential", "error-against-n", best_kl=lambda c: 3 * c.drawn[0] ** -0.5 * (1 + c.drawn[1])
    )
    hero = experiments.find("bias-potential").figures(specify("bias-potential", "error-against-n").config)[0]
    drawn = filled(hero, of, 0)
    x, y = drawn["data"][-1]["x"], drawn["data"][-1]["y"]
    assert np.log(y[1] / y[0]) / np.log(x[1] / x[0]) == pytest.approx(-0.5)
    assert drawn["layout"]["annotations"][-1]["text"] == "fit −0.50"


def test_the_map_of_families_has_each_in_its_place_with_its_share(subjects):
    of = shown("distribution-atlas", "race", memorized=lambda c: 0.5 + len(c.family) / 100)
    config = specify("distribution-atlas", "race").config
    table = next(one for one in experiments.find("distribution-atlas").figures(config) if one.name == "map")
    (trace,) = filled(table, of, 0)["data"]
    assert trace["text"][0] == "GAN<br>53 %"
    assert trace["marker"]["color"] == [0.5 + len(kind) / 100 for kind in config.families]
    assert len({*zip(trace["x"], trace["y"], strict=True)}) == 8


def test_a_sentence_about_a_set_reads_a_snapshot_once_for_all_members(subjects, monkeypatch):
    """It is asked for again and again while a map plays: 576 readings of one chunk let it lag behind."""
    read, whole = [], Log.chunks
    monkeypatch.setattr(Log, "chunks", lambda log, *about: read.append(about) or whole(log, *about))
    said = subjects["quadratic-map"].said(4500)
    crossed = sum(float(one.array("crossings", 4500)) > 0 for _, one in subjects["quadratic-map"].recorded)
    assert said.startswith(f"Step 4,500: at {crossed} of 576 pairs")
    assert len(read) < 10
    whole, slow, rest, telling = re.fullmatch(
        r"Of 576 .* β ([\d.]+) %.*, (\d+) are too slow .*, (\d+) have come to rest\. .* is ([\d.]+) %\.",
        subjects["quadratic-map"].said(19_999),
    ).groups()
    agree = round(float(whole) * 5.76)
    assert float(telling) == round(100 * agree / (576 - int(slow) - int(rest)), 1)
