"""The guide to the tracker, run as it stands."""

import re

import pytest
import torch

from lab.contract.settings import ROOT

TEXT = (ROOT / "docs" / "curvature.md").read_text(encoding="utf-8")
OWN_LOOP, CHEAPER = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def run(code):
    names = {}
    exec(compile(code, "docs/curvature.md", "exec"), names)
    return names


def test_five_lines_follow_the_curvature_in_a_loop_of_pytorch_s():
    names = run(OWN_LOOP)
    states = names["optimizer"].state.values()
    torch.testing.assert_close(names["v"], names["flat"]([one["exp_avg_sq"] for one in states]))
    assert max(map(abs, names["errors"])) < names["tracker"].tolerance
    losses, _, _, alarms = zip(*names["history"], strict=True)
    assert losses[-1] < losses[0] / 2
    assert not any(alarms)


def test_the_cheaper_way_agrees_with_the_whole_matrix():
    names = run(CHEAPER)
    assert names["now"].lambda_max == pytest.approx(names["exact"].value, rel=names["tracker"].tolerance)
    assert names["now"].lambda_grad.metric <= names["now"].lambda_max
    assert names["now"].products <= 5
