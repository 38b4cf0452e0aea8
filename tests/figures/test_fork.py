"""Several changes of one run at one step: one figure, names at the ends of curves, one sentence about all."""

import re

import numpy as np
import pytest

from lab import experiments
from lab.contract.figure import Line
from lab.figures import compare
from lab.figures.exhibit import Exhibit, exhibit
from lab.figures.filled import filled
from lab.figures.fork import fork
from lab.runs.files.archive import take
from lab.runs.files.shipping import RECORDINGS
from lab.runs.names.specification import Run, set_id, specify
from lab.runs.read.branch import child
from lab.runs.store.log import Log

ADAM = experiments.find("adam-spikes")
NAMES = ("as it was", "ε = 0.1", "η = 0.008", "β₂ = 0.9", "Reset v")


@pytest.fixture(scope="module")
def rescues(tmp_path_factory: pytest.TempPathFactory) -> Exhibit:
    """The shipped run of `fnn-sin` and its four rescues at the warning."""
    log = Log(tmp_path_factory.mktemp("rescues") / "log.sqlite")
    for path in [
        RECORDINGS / "adam-spikes" / "fnn-sin.labrun",
        *(RECORDINGS / "adam-spikes").glob("fnn-sin-warning-1-*.labrun"),
    ]:
        take(log, path.read_bytes(), origin="shipped")
    run = specify("adam-spikes", "fnn-sin")
    info = log.shown(run.id)
    assert info is not None
    at = next(mark.at for mark in log.marks(info.recording, 0) if mark.name == ADAM.together.mark)
    runs = [run, *(child(run, at, one.changes(run.config)) for one in ADAM.what_ifs)]
    log.remember_set(set_id(runs), [one.id for one in runs])
    return exhibit(log, set_id(runs))


def test_all_changes_worth_trying_are_recorded_and_are_a_fork(rescues: Exhibit):
    left = fork(ADAM, rescues.runs)
    assert len(rescues.recorded) == len(NAMES)
    assert (left.base, left.names) == (rescues.runs[0], NAMES)
    assert {act.step for run in rescues.runs[1:] for act in run.interventions} == {left.step}
    assert compare.labels(rescues.runs) == [
        f"{letter}: {name}" for letter, name in zip("ABCDE", NAMES, strict=True)
    ]
    (only,) = compare.differences(rescues.runs)
    assert only.values[1:3] == (f"ε = 0.1 at {left.step:,}", f"η = 0.008 at {left.step:,}")


def test_runs_that_left_at_other_steps_or_have_other_settings_are_none(rescues: Exhibit):
    base, one = rescues.runs[:2]
    assert fork(ADAM, [one, base]).base == base
    assert fork(ADAM, [base, one, child(base, 900, {"epsilon": 0.1})]) is None
    assert fork(ADAM, [base, specify("adam-spikes", "fnn-sin", seed=2)]) is None
    assert fork(ADAM, [base, Run(base.experiment, base.config.replace(seed=2), one.interventions)]) is None


def test_one_figure_has_every_loss_in_a_look_of_its_own_with_its_name_at_the_end(rescues: Exhibit):
    hero = rescues.hero
    named = {one.where["run"]: one for one in hero.bindings if isinstance(one, Line) and one.name}
    assert [named[run.id].name for run in rescues.runs] == list(NAMES)
    assert {one.y for one in named.values()} == {"loss"}
    looks = {
        (line["color"], line["dash"]) for line in (hero.traces[one.trace]["line"] for one in named.values())
    }
    assert len({color for color, _ in looks}) == len(NAMES)
    at = fork(ADAM, rescues.runs).step
    assert hero.window == (at - 50, at + 150)
    shown = filled(hero, rescues.recorded, at + 400)
    assert shown["layout"]["xaxis"]["range"] == [at - 50, at + 150]
    losses = {one.name: shown["data"][one.trace]["y"] for one in named.values()}
    base = losses.pop(NAMES[0])
    for name, loss in losses.items():
        np.testing.assert_array_equal(loss[:50], base[:50])  # one run up to the fork
        assert not np.array_equal(loss, base), name
    assert [note["text"] for note in shown["layout"]["annotations"] if note["text"] in NAMES] == sorted(
        NAMES, key=lambda name: -{**losses, NAMES[0]: base}[name][-1]
    )


def test_the_sentence_says_of_each_what_its_own_loss_did(rescues: Exhibit):
    at = fork(ADAM, rescues.runs).step
    assert "these are one run" in rescues.said(at)
    said = rescues.said(at + 150)
    kept, jumped = re.fullmatch(
        r".* times what it was at step [\d,]+; (.*) kept it down; (.*)\.", said
    ).groups()
    for name, (_, recording) in zip(NAMES[1:], rescues.recorded[1:], strict=True):
        loss = recording.column("loss")
        rise = loss[at : at + 101].max() / loss[at]
        assert name.lower() in (jumped if rise > 1.5 else kept).lower(), (name, rise)
    assert rescues.sentence == rescues.said(1499)
