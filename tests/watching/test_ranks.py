"""Two processes train one model by DDP, watched on both: they measure together, or not at all."""

import json
import math

import pytest
import torch
from torch import distributed, multiprocessing, nn
from torch.nn.parallel import DistributedDataParallel

import lab
from tests.watching.trainings import Unwatched, data, normed, plain

STEPS, RANKS = 48, 2


def batch(rank, step):
    """A rank's half of a step's 16 rows; every seventh batch of the second rank is short."""
    x, y = (part[rank::RANKS] for part in data(step % 3))
    return (x[:3], y[:3]) if rank == 1 and step % 7 == 6 else (x, y)


def train(model, parts, watch, trip=None):
    """Train on the mean of the losses of some ranks' batches; the watch, and what is left."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05, betas=(0.9, 0.9))  # looked at often
    w, losses = watch(model, optimizer), []
    for step in range(STEPS):
        calls = 0

        def compute():
            nonlocal calls
            calls += 1
            if trip is not None and calls > 1 and step >= trip:  # noqa: B023
                raise ZeroDivisionError("the data is gone")
            every = [batch(rank, step) for rank in parts]  # noqa: B023
            return torch.stack([(model(x) - y).square().mean() for x, y in every]).mean()

        loss = w.loss(compute)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return w, [[part.tolist() for part in (*model.parameters(), *model.buffers())], losses]


def unlimited(*of, **options):
    return lab.watch(*of, overhead=math.inf, **options)


def budgeted(rank):
    """Of the second rank the time never suffices after its first step."""
    return lambda *of: lab.watch(*of, overhead=0.0 if rank else math.inf)


def reported(w):
    """What a watch knows, as plain values."""
    seen = w._observer
    return {
        "measured": w.measured,
        "refused": w.refused,
        "engine": w.engine and w.engine.name,
        "next": seen._next,
        "shares": seen._shares,
        "id": w.id,
        "recorded": w._record is not None,
    }


def rank_main(rank, folder):
    """A rank's trainings, one after the other, and what came of each."""
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=f"file://{folder}/group", rank=rank, world_size=RANKS)
    alone = Unwatched()
    cases = {
        "unwatched": (plain, lambda *_: alone, None),
        "watched": (plain, unlimited, None),
        "one-sided": (plain, lambda *of: unlimited(*of, engine="one-sided"), None),
        "BatchNorm, unwatched": (normed, lambda *_: alone, None),
        "BatchNorm": (normed, unlimited, None),
        "a closure fails": (plain, unlimited, 30 if rank else None),
        "the first's fails": (plain, unlimited, None if rank else 30),
        "it fails at once": (plain, unlimited, 0 if rank else None),
        "by double backward": (plain, lambda *of: unlimited(*of, engine="double-backward"), None),
        "no time on one": (plain, budgeted(rank), None),
        "watched on one": (plain, (lambda *_: alone) if rank else unlimited, None),
    }
    found = {}
    for name, (build, watch, trip) in cases.items():
        torch.manual_seed(0)
        w, left = train(DistributedDataParallel(build()), [rank], watch, trip)
        found[name] = {"left": left, **({} if w is alone else reported(w))}
        if w is not alone:
            w.close()
    with open(f"{folder}/{rank}.json", "w", encoding="utf-8") as file:
        json.dump(found, file)
    distributed.destroy_process_group()


@pytest.fixture(scope="module")
def ranks(tmp_path_factory, home):
    """What came of each case, a dictionary a rank."""
    folder = tmp_path_factory.mktemp("ranks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAB_HOME", str(home))
        multiprocessing.spawn(rank_main, args=(str(folder),), nprocs=RANKS)
    return [json.loads((folder / f"{rank}.json").read_text(encoding="utf-8")) for rank in range(RANKS)]


def test_ranks_measure_at_the_same_steps_and_see_the_same(ranks):
    first, second = (rank["watched"] for rank in ranks)
    assert first["refused"] is None
    assert first["measured"] > 1
    for name in ("measured", "next", "shares", "engine"):
        assert first[name] == second[name]
    assert (first["recorded"], second["recorded"]) == (True, False)


@pytest.mark.parametrize("case", ["watched", "one-sided"])
def test_ranks_measure_what_one_process_does_on_all_their_batches(ranks, case):
    torch.manual_seed(0)
    w, _ = train(plain(), range(RANKS), lambda *of: unlimited(*of, engine="differences"))
    w.close()
    alone, together = w.run.frame, lab.open(ranks[0][case]["id"]).frame
    rows = alone["measured"] == 1
    assert rows.equals(together["measured"] == 1)
    for column in ("share_max", "share_grad"):
        assert together[column][rows].tolist() == pytest.approx(alone[column][rows].tolist(), rel=0.02)
    assert (together["kappa"][rows] == 1).all()
    both = alone["share_step"].notna() & together["share_step"].notna()
    assert together["share_step"][both].tolist() == pytest.approx(
        alone["share_step"][both].tolist(), rel=0.05
    )


@pytest.mark.parametrize(
    "case", ["watched", "one-sided", "a closure fails", "no time on one", "watched on one"]
)
def test_no_bit_of_a_rank_is_changed(ranks, case):
    for rank in ranks:
        assert rank[case]["left"] == rank["unwatched"]["left"]


def test_buffers_of_a_rank_are_its_own(ranks):
    for rank in ranks:
        assert rank["BatchNorm"]["left"] == rank["BatchNorm, unwatched"]["left"]
        assert rank["BatchNorm"]["measured"] > 0


@pytest.mark.parametrize("case", ["a closure fails", "the first's fails", "it fails at once"])
def test_what_fails_on_one_rank_ends_measuring_on_all(ranks, case):
    sentences = sorted(rank[case]["refused"] for rank in ranks)
    assert sentences[0].startswith("Curvature is not measured: ZeroDivisionError: the data is gone")
    assert sentences[1].startswith("Curvature is not measured: another rank could not compute its loss")
    assert len({rank[case]["measured"] for rank in ranks}) == 1


def test_a_rank_whose_time_does_not_allow_it_holds_all_back(ranks):
    for rank in ranks:
        assert rank["no time on one"]["refused"] is None
        assert rank["no time on one"]["measured"] == 0


def test_watching_one_rank_alone_is_refused_in_a_sentence(ranks):
    assert "not each rank is watched" in ranks[0]["watched on one"]["refused"]


def test_a_second_backward_pass_is_refused_on_all(ranks):
    for rank in ranks:
        assert "give engine='differences'" in rank["by double backward"]["refused"]


def test_processes_without_a_common_model_are_not_measured(tmp_path):
    """One process of a group that waits for nobody stands for each."""
    store = distributed.HashStore()
    distributed.init_process_group("fake", store=store, rank=0, world_size=2)
    try:
        model = nn.Linear(4, 1)
        w = lab.watch(model, torch.optim.Adam(model.parameters()))
        w.close()
    finally:
        distributed.destroy_process_group()
    assert "without DDP around the model" in w.refused
