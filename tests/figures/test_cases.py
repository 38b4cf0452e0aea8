"""Python against the cases that the browser passes too (tests/live)."""

import json

import numpy as np
import pytest

from lab.contract.settings import ROOT
from lab.numerics.scaling import through_means
from lab.runs.read.decimation import picks

CASES = ROOT / "tests" / "cases" / "figures"


def cases(name: str) -> list[dict]:
    """The cases of a file."""
    read: dict = json.loads((CASES / name).read_text(encoding="utf-8"))
    return [{**read, **case} for case in read["cases"]]


@pytest.mark.parametrize("case", cases("fits.json"), ids=lambda case: case["name"])
def test_power_laws_are_those_of_the_browser(case):
    sizes, losses = [x for x, _ in case["points"]], [y for _, y in case["points"]]
    if case["slope"] is None:
        with pytest.raises(ValueError, match="at least two different sizes"):
            through_means(sizes, losses)
        return
    slope, level = through_means(sizes, losses)
    assert slope == pytest.approx(case["slope"], abs=1e-12)
    for x, y in case["ends"]:
        assert level * x**slope == pytest.approx(y, rel=1e-12)


@pytest.mark.parametrize("case", cases("thinning.json"), ids=lambda case: case["name"])
def test_a_thinned_curve_keeps_what_the_browser_keeps(case):
    y = np.full(case["length"], case["level"])
    for row, value in case["rows"].items():
        y[int(row)] = float(value)
    x = np.arange(len(y), dtype=float)
    for row, value in case.get("x", {}).items():
        x[int(row)] = value
    drawn = picks(x, y, case["points"])
    assert len(drawn) <= case["points"]
    assert set(case["keep"]) <= set(drawn.tolist())
