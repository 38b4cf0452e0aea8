"""Guards: each does what it says at a measured step over its limit, and gives back what is not its own."""

import math

import pytest
import torch
from torch import nn

import lab
from lab.contract.errors import BadInput
from lab.runs.files import kept
from lab.runs.store.log import Log
from lab.watching.function import Own
from tests.watching.trainings import data, plain

LIMIT = 0.95


def parabola(w_of, optimizer_of, steps=60, act=None):
    """Descent on a parabola whose curvature is 1.1 of SGD's limit at η = 0.1 in steps 20 to 39, else 0.9."""
    theta, model = nn.Parameter(torch.tensor([1e-2, 1.0])), nn.Module()
    model.theta = theta
    optimizer = optimizer_of([theta])
    w, seen = w_of(model, optimizer), []
    for step in range(steps):
        curvature = 22.0 if 20 <= step < 40 else 18.0
        loss = w.loss(lambda: 0.5 * curvature * theta.square().sum())  # noqa: B023
        optimizer.zero_grad()
        loss.backward()
        before = theta.tolist()
        optimizer.step()
        seen.append((before, theta.tolist(), optimizer.param_groups[0]["lr"]))
        if act:
            act(w, optimizer, step)
    w.close()
    return w, optimizer, seen


def guarded(action, limit=LIMIT):
    def begin(model, optimizer):
        w = lab.watch(model, optimizer, overhead=math.inf)
        lab.guard(w, action, limit)
        return w

    return begin


def sgd(parameters):
    return torch.optim.SGD(parameters, lr=0.1)


def adam(parameters):
    return torch.optim.Adam(parameters, lr=0.1, betas=(0.9, 0.9))


def marks(w, name):
    return [mark for mark in w.run.marks if mark.name.startswith(name)]


def test_eta_is_lowered_for_the_steps_over_the_limit_and_given_back():
    w, _, seen = parabola(guarded("eta"), sgd)
    first, *_ = marks(w, "guard-eta")
    assert (first.name, first.at) == ("guard-eta", 20)
    assert first.values["share"] == pytest.approx(1.1, rel=1e-3)
    assert first.values["factor"] == pytest.approx(LIMIT / 1.1, rel=1e-3)
    assert {eta for *_, eta in seen} == {0.1}
    (before, _), (after, _), _ = seen[20]
    assert after / before == pytest.approx(1 - 0.1 * (LIMIT / 1.1) * 22, rel=1e-3)
    (back,) = marks(w, "guard-eta-back")
    assert back.at >= 40
    (before, _), (after, _), _ = seen[59]
    assert after / before == pytest.approx(-0.8, rel=1e-3)
    assert abs(seen[39][1][1]) < abs(seen[20][0][1])
    (info,) = Log().recordings_of(w.id)
    assert info.environment["guard"] == "eta, where the curvature is over 0.95 of its limit"


def test_a_schedule_goes_on_under_a_lowered_eta():
    def scheduled(begin):
        found = []

        def act(w, optimizer, step):
            scheduler.step()

        def optimizer_of(parameters):
            nonlocal scheduler
            optimizer = sgd(parameters)
            scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.999)
            return optimizer

        scheduler = None
        w, _, seen = parabola(begin, optimizer_of, act=act)
        found = [eta for *_, eta in seen]
        return w, found

    w, etas = scheduled(guarded("eta"))
    _, without = scheduled(lambda *given: lab.watch(*given, overhead=math.inf))
    assert len(marks(w, "guard-eta")) > 1
    assert etas == without


def test_v_is_raised_by_the_square_of_what_the_share_is_over_the_limit():
    free, _, _ = parabola(lambda *given: lab.watch(*given, overhead=math.inf), adam, steps=120)
    limit = float(free.run.frame["share_max"].dropna().iloc[0]) / 3
    w, _, _ = parabola(guarded("v", limit), adam, steps=120)
    first, *others = marks(w, "guard-v")
    assert first.values["factor"] == pytest.approx(9.0, rel=1e-3)
    assert len(others) > 1
    v, before = (run.run.frame["v_norm"] for run in (w, free))
    assert v[19] == before[19]
    taken_in = 0.1 * w.run.frame["grad_norm"][20] ** 2
    assert v[20] ** 2 == pytest.approx(9 * 0.9 * before[19] ** 2 + taken_in, rel=1e-3)


def test_epsilon_is_raised_and_then_doubled():
    w, optimizer, _ = parabola(guarded("eps", 1e-6), adam, steps=120)
    found = [mark.values["epsilon"] for mark in marks(w, "guard-eps")]
    assert found == pytest.approx([1e-4 * 2**k for k in range(len(found))])
    assert len(found) > 1
    assert optimizer.param_groups[0]["eps"] == found[-1]


def test_a_skipped_step_moves_nothing_and_its_gradient_is_recorded():
    w, _, seen = parabola(guarded("skip"), sgd)
    skipped = [mark.at for mark in marks(w, "guard-skip")]
    assert skipped[0] == 20
    frame = w.run.frame.set_index("step")
    for step, (before, after, _) in enumerate(seen):
        assert (before == after) == (step in skipped)
    assert frame["grad_norm"].loc[skipped].notna().all()


def test_a_checkpoint_is_kept_after_the_step_and_a_stop_is_said():
    w, _, seen = parabola(guarded("checkpoint"), sgd)
    assert kept.steps(w.id)[0] == 21
    kept_theta = torch.load(kept.path(w.id, 21), weights_only=True)["model"]["theta"]
    assert kept_theta.tolist() == seen[20][1]
    w, _, _ = parabola(guarded("stop"), sgd)
    assert w.stopped


def test_steps_of_a_function_end_where_a_guard_stops_them():
    made = []

    def train(w):
        model, (x, y) = plain(), data()
        optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
        lab.guard(w.watch(model, optimizer, overhead=math.inf), "stop", limit=1e-9)
        for step in w.steps(60):
            loss = w.loss(lambda: (model(x) - y).square().mean())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            made.append(step)

    w = Own(train, 0)()
    assert made == list(range(21))
    assert w.run.frame["step"].tolist() == made


@pytest.mark.parametrize(
    ("optimizer", "given", "sentence"),
    [
        (torch.optim.SGD, ("v",), "SGD has no average of squares: take eta"),
        (torch.optim.SGD, ("eps",), "SGD has no ε: take eta"),
        (torch.optim.Rprop, ("eta",), "nothing to guard by: Rprop has no limit"),
        (torch.optim.Adam, ("clip",), "action = 'clip' is none of v, eta, eps, skip, checkpoint, stop"),
        (torch.optim.Adam, ("v", math.nan), "limit = nan is no share"),
    ],
)
def test_what_cannot_be_done_is_refused(optimizer, given, sentence):
    model = plain()
    w = lab.watch(model, optimizer(model.parameters(), lr=0.01))
    with w, pytest.raises(BadInput, match=sentence):
        lab.guard(w, *given)
