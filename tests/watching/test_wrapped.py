"""Models in wrappers of torch's: what is measured of them, and what is said where nothing is."""

import math

import pytest
import torch
from torch import distributed
from torch.distributed.fsdp import fully_shard

import lab
from tests.watching.trainings import data, plain


def trained(model, steps=24):
    """Some steps under Adam, watched; the closed watch."""
    x, y = data()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    with lab.watch(model, optimizer, overhead=math.inf) as w:
        for _ in range(steps):
            loss = w.loss(lambda: (model(x) - y).square().mean())
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
    return w


def test_a_compiled_model_is_measured_by_differences():
    torch.manual_seed(0)
    w = trained(torch.compile(plain(), backend="eager"))
    assert (w.engine.name, w.refused) == ("differences", None)
    assert "compiled" in w.engine.why
    torch.manual_seed(0)
    assert trained(plain()).run.frame["share_max"].dropna().iloc[0] == pytest.approx(
        w.run.frame["share_max"].dropna().iloc[0], rel=1e-2
    )


def test_sharded_parameters_are_refused(tmp_path):
    distributed.init_process_group("gloo", init_method=f"file://{tmp_path}/group", rank=0, world_size=1)
    torch.manual_seed(0)
    try:
        w = trained(fully_shard(plain()))
    finally:
        distributed.destroy_process_group()
    assert w.refused.startswith("Curvature is not measured under fsdp2 yet")
    frame = w.run.frame
    torch.manual_seed(0)
    alone = trained(plain()).run.frame
    for column in ("loss", "grad_norm", "v_norm"):
        assert frame[column].tolist() == pytest.approx(alone[column].tolist(), rel=1e-5)
    assert frame["share_max"].isna().all()
    assert w.run.specifications[0]["config"]["wrapper"] == "fsdp2"
