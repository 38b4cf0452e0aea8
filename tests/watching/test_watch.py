"""`lab.watch`: what it says while a loop runs, what it never does to it, and what is in the store after."""

import contextlib
import math

import pytest
import torch
from torch import nn

import lab
from lab.contract.errors import BadInput, Conflict
from lab.contract.seen import Seen
from lab.experiments.own import alarms
from lab.experiments.own.columns import COLUMNS
from lab.runs.files import own
from lab.runs.format import spool
from lab.runs.store.log import Log
from tests.watching.trainings import CASES, Unwatched, data, left, plain


def unlimited(model, optimizer, **options):
    return lab.watch(model, optimizer, overhead=math.inf, **options)


def test_a_closed_watch_is_a_run_with_a_row_a_step():
    w, _, optimizer, losses = CASES["plain"].train(unlimited)
    with pytest.raises(Conflict, match="still watched"):
        w.run  # noqa: B018
    assert (own.folder() / f"{w.id}.spool").exists()
    w.close()
    assert not (own.folder() / f"{w.id}.spool").exists()
    frame = lab.open(w.id).frame
    assert w.url == lab.open(w.id).link
    assert frame["step"].tolist() == list(range(len(losses)))
    assert frame["loss"].tolist() == losses
    assert set(frame.columns) == {*COLUMNS, "step"}
    assert w.run.id == w.id
    assert int(frame["measured"].sum()) == w.measured > 0
    shares = frame["share_max"]
    assert shares.notna().equals(frame["measured"] == 1)
    assert not shares[:20].notna().any()
    v = sum(state["exp_avg_sq"].sum().item() for state in optimizer.state.values())
    assert frame["v_norm"].iloc[-1] == pytest.approx(math.sqrt(v), rel=1e-5)
    assert (frame["eta_min"] == 0.02).all()
    (info,) = Log().recordings_of(w.id)
    assert (info.origin, info.state, info.rows) == ("own", "done", len(losses))
    assert info.environment["curvature"].startswith("double-backward: a second backward pass")
    assert info.environment["overhead"] == "unbounded"


def test_a_jump_is_a_moment_with_its_crossing_and_its_height():
    """A loss of 1, of 5 in steps 30 to 39, whose curvature is over its limit from step 20 on."""
    theta, model = nn.Parameter(torch.tensor([1.0])), nn.Module()
    optimizer, model.theta = torch.optim.SGD([theta], lr=0.1), theta
    with unlimited(model, optimizer) as w:
        for step in range(60):
            with torch.no_grad():
                theta.fill_(1.0)
            level = 5.0 if 30 <= step < 40 else 1.0
            curvature = 21.0 if step >= 20 else 1.0
            away = lambda: theta - 1  # noqa: E731
            loss = w.loss(lambda: (level + curvature / 2 * away() ** 2 + 0.1 * away()).sum())  # noqa: B023
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    marks = {mark.name: mark for mark in w.run.marks}
    assert marks["crossing-1"].at == 20
    spike = marks["spike-1"]
    assert (spike.at, spike.values["height"], spike.values["crossing"]) == (30, 5.0, 20.0)
    found = alarms.record(w.run._members[0])
    assert (found.leads, found.lead, found.idle) == ((10,), 10.0, 0)
    described = lab.experiments.find("own").describe(Seen(w.run._members[0], 59))
    assert "1 jump so far, 1 announced, 10 steps ahead (median)" in described


def test_a_training_over_its_limit_is_announced():
    """Gradient descent on a parabola whose curvature is 0.9, then 1.05 and then 0.95 of the limit 2/η."""
    theta, model = nn.Parameter(torch.tensor([1e-2, 0.0])), nn.Module()
    optimizer = torch.optim.SGD([theta], lr=0.1)
    scale = torch.tensor([20.0, 1.0])
    model.theta, alarms = theta, []
    with unlimited(model, optimizer) as w:
        for step in range(60):
            factor = 0.9 if step < 20 else 1.05 if step < 40 else 0.95
            loss = w.loss(lambda: 0.5 * factor * (scale * theta.square()).sum())  # noqa: B023
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            alarms.append(w.alarm)
    frame = w.run.frame.set_index("step")
    assert frame["share_max"][20] == pytest.approx(1.05, rel=1e-3)
    assert frame["share_max"].dropna().iloc[-1] == pytest.approx(0.95, rel=1e-3)
    assert frame["share_step"][20] == pytest.approx(1.05, rel=1e-2)
    assert alarms[:20] == [None] * 20
    assert set(alarms[20:40]) == {"now"}
    assert alarms[-1] is None
    names = [mark.name for mark in w.run.marks if mark.name in ("near", "now")]
    assert names == ["now"]
    assert frame["stage"].tolist() == [{None: 0, "near": 1, "now": 2}[alarm] for alarm in alarms]


def test_without_a_closure_norms_are_recorded_and_the_sentence_says_what_to_write():
    model, (x, y) = plain(), data()
    optimizer = torch.optim.Adam(model.parameters())
    with lab.watch(model, optimizer) as w:
        for _ in range(25):
            optimizer.zero_grad()
            (model(x) - y).square().mean().backward()
            optimizer.step()
        assert "w.loss(lambda" in w.refused
    frame = w.run.frame
    assert frame["loss"].isna().all()
    assert (frame["grad_norm"] > 0).all()


def test_a_step_by_closure_is_measured_as_one_without():
    w, *_, losses = CASES["by closure"].train(unlimited)
    plain, *_, others = CASES["plain"].train(unlimited)
    w.close()
    plain.close()
    assert losses == others
    names = ["loss", "grad_norm", "measured", "share_max", "share_grad", "share_step", "kappa"]
    assert w.run.frame[names].equals(plain.run.frame[names])


def test_a_gradient_that_doubles_at_the_start_is_no_alarm_where_curvature_will_be_measured():
    """Gradient descent away from a saddle: the gradient grows by half at each of its first steps."""
    theta, model = nn.Parameter(torch.tensor([1e-3])), nn.Module()
    optimizer, model.theta = torch.optim.SGD([theta], lr=0.5), theta
    with unlimited(model, optimizer) as w:
        seen = []
        for _ in range(15):
            loss = w.loss(lambda: -theta.square().sum() / 2)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            seen.append(w.alarm)
    assert seen == [None] * 15
    norms = w.run.frame["grad_norm"]
    assert (norms[10:] > 2 * norms.shift(9)[10:]).all()


def test_without_a_closure_a_gradient_that_doubles_is_the_alarm():
    theta, model = nn.Parameter(torch.ones(2)), nn.Module()
    optimizer, model.theta = torch.optim.SGD([theta], lr=0.0), theta
    with lab.watch(model, optimizer) as w:
        seen = []
        for size in [1.0] * 12 + [1.9, 2.1] + [2.1] * 12:
            theta.grad = torch.full((2,), size)
            optimizer.step()
            seen.append(w.alarm)
    assert seen == [None] * 13 + ["near"] * 9 + [None] * 4


def test_user_s_columns_belong_to_the_step_in_hand_or_to_the_last():
    model, (x, y) = plain(), data()
    optimizer = torch.optim.Adam(model.parameters())
    with unlimited(model, optimizer) as w:
        for step in range(6):
            loss = w.loss(lambda: (model(x) - y).square().mean())
            if step == 2:
                w.log(within=2.0, after=math.nan)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            if step == 3:
                w.log(after=torch.tensor(3.0))
                w.mark("half")
                with pytest.raises(BadInput, match="columns are fixed at the first log: after, within"):
                    w.log(accuracy=1.0)
        w.mark("half", loss=0.5)
    frame = w.run.frame
    assert frame["within"].dropna().to_dict() == {2: 2.0}
    assert frame["after"].dropna().to_dict() == {3: 3.0}
    assert [(mark.name, mark.step, dict(mark.values)) for mark in w.run.marks] == [
        ("half", 4, {}),
        ("half-2", 6, {"loss": 0.5}),
    ]
    with unlimited(model, optimizer) as other, pytest.raises(BadInput, match="cannot be a column"):
        other.log(loss=1.0)


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("no limit", "Rprop has no limit"),
        ("LBFGS", "LBFGS has no"),
    ],
)
def test_what_is_refused_is_said_and_the_rest_is_recorded(case, sentence):
    w, _, _, losses = CASES[case].train(unlimited, steps=24)
    assert sentence in w.refused
    w.close()
    frame = w.run.frame
    assert frame["loss"].tolist() == losses
    assert frame["share_max"].isna().all()


class Ends(Exception):
    """An error of the user's closure, at the second time it is called."""


def trip(error):
    """A training whose closure fails while it is measured, or gives no number from step 30 on."""

    def train(watch):
        torch.manual_seed(0)
        model, (x, y) = plain(), data()
        optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
        w, losses, calls = watch(model, optimizer), [], 0
        for step in range(40):
            before = calls

            def compute():
                nonlocal calls
                calls += 1
                if error is not None and calls > before + 1:  # noqa: B023
                    raise error
                loss = (model(x) - y).square().mean()
                return loss * (math.nan if error is None and step >= 30 else 1.0)  # noqa: B023

            loss = w.loss(compute)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
            losses.append(loss.item())
        return w, model, optimizer, losses

    return train


@pytest.mark.parametrize("error", [Ends("the data is gone"), MemoryError(), None], ids=str)
def test_what_goes_wrong_in_measuring_never_ends_the_training(error):
    _, *unwatched = trip(error)(lambda *_: Unwatched())
    before = repr(left(*unwatched))
    w, *watched = trip(error)(unlimited)
    assert repr(left(*watched)) == before
    w.close()
    if error is None:
        assert w.run.frame["loss"][30:].isna().all()
        assert w.refused is None
    else:
        assert type(error).__name__ in w.refused
        assert "ended at step 20" in w.refused


def test_frozen_parameters_empty_groups_and_steps_without_a_gradient():
    model, (x, y) = plain(), data()
    model[0].weight.requires_grad_(False)
    optimizer = torch.optim.Adam([{"params": list(model.parameters())}, {"params": []}], lr=0.01)
    with unlimited(model, optimizer) as w:
        for step in range(30):
            loss = w.loss(lambda: (model(x) - y).square().mean())
            loss.backward()
            if step == 25:
                optimizer.zero_grad()
            optimizer.step()
            optimizer.zero_grad()
    assert w.refused is None
    assert w.measured > 0
    assert len(w.run.frame) == 30


def test_a_step_that_a_scaler_leaves_out_is_not_counted_with_the_next():
    model, (x, y) = plain(), data()
    optimizer, losses = torch.optim.SGD(model.parameters(), lr=0.01), []
    with lab.watch(model, optimizer) as w:
        for step in range(6):
            loss = w.loss(lambda: (model(x) - y).square().mean())
            loss.backward()
            if step != 3:
                optimizer.step()
                losses.append(loss.item())
            optimizer.zero_grad()
    assert w.run.frame["loss"].tolist() == losses


def test_an_error_of_the_training_s_own_is_its_state():
    model, (x, y) = plain(), data()
    optimizer = torch.optim.Adam(model.parameters())
    with contextlib.suppress(ValueError), lab.watch(model, optimizer) as w:
        w.loss(lambda: (model(x) - y).square().mean()).backward()
        optimizer.step()
        raise ValueError("mine")
    (info,) = Log().recordings_of(w.id)
    assert (info.state, info.error) == ("failed", "ValueError: mine")


def test_two_watches_of_equal_trainings_are_two_runs():
    first, second = (CASES["plain"].train(lab.watch, steps=3)[0] for _ in range(2))
    first.close()
    second.close()
    assert first.id != second.id
    same = ("initial", "shapes", "optimizer", "parameters")
    one, other = (lab.open(w.id).specifications[0]["config"] for w in (first, second))
    assert [one[name] for name in same] == [other[name] for name in same]


def test_a_full_disk_ends_the_recording_and_nothing_else(monkeypatch, caplog):
    """The file takes no more from some byte on, as a limit on its size has it."""
    import resource
    import signal

    _, *unwatched = CASES["plain"].train(lambda *_: Unwatched())
    before = left(*unwatched)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    usual = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000, hard))
    try:
        w, *watched = CASES["plain"].train(unlimited)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, usual)
    assert left(*watched) == before
    assert len(caplog.records) == 1
    assert "Recording ended at step" in caplog.text
    w.close()
    rows = len(spool.read(own.folder() / f"{w.id}.spool").steps)
    assert 0 < rows < 48
    assert w.run.frame["step"].tolist() == list(range(rows))
    (info,) = Log().recordings_of(w.id)
    assert info.state == "stopped"
    assert "Recording ended at step" in info.error


def test_what_is_not_possible_is_refused_before_the_training():
    model = plain()
    optimizer = torch.optim.Adam(model.parameters())
    before = own.spools()
    with pytest.raises(BadInput, match="steps = 0 is not positive"):
        lab.watch(model, optimizer, steps=0)
    with pytest.raises(BadInput, match="printable characters"):
        lab.watch(model, optimizer, name="a" * 81)
    for notes in ({"A b": "c"}, {"a": "c" * 201}, {f"a{i}": "" for i in range(17)}):
        with pytest.raises(BadInput, match="notes has"):
            lab.watch(model, optimizer, notes=notes)
    assert own.spools() == before
