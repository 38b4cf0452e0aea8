"""Every kind of binding fills what the browser fills: the same cases (tests/live/bindings.test.js)."""

import dataclasses
import json
from typing import Any

import numpy as np
import pytest

from lab.contract import figure as kinds
from lab.contract.config import ExperimentConfig
from lab.contract.divergence import ends
from lab.contract.errors import NotFound
from lab.contract.figure import Binding, Figure, Pick, Stop
from lab.contract.settings import ROOT
from lab.contract.training import Mark
from lab.figures.overlay import overlay
from lab.figures.sheet import Member, Sheet
from lab.figures.veil import without
from tests.experiments.rows import Rows

CASES = ROOT / "tests" / "cases" / "figures" / "bindings"
KINDS = {kind.__name__.lower(): kind for kind in Binding.__subclasses__()}
NUMBERS = {"nan": np.nan, "inf": np.inf, "-inf": -np.inf}


def cases() -> list[Any]:
    """Every case, by its kind and name."""
    return [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(CASES.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))["cases"]
    ]


def numbers(values: Any) -> Any:
    """What JSON has no numbers for stands there in words."""
    if isinstance(values, list):
        return [numbers(value) for value in values]
    return NUMBERS.get(values, values) if isinstance(values, str) else values


class Kept(Rows):
    """A member of a case: as far as it was recorded, and up to where it left the range of numbers."""

    def __init__(self, member: dict[str, Any]) -> None:
        columns = {name: numbers(values) for name, values in member["columns"].items()}
        marks = [Mark(**mark) for mark in member.get("marks", ())]
        super().__init__(ExperimentConfig(), columns, marks)
        self.complete = member.get("complete", True)
        self.seen, self.grown = member.get("arrays", ()), member.get("graph", ())

    def array(self, name: str, step: int | None = None) -> Any:
        last = min([np.inf if step is None else step, *ends(self.marks).values()])
        found = [one["values"] for one in self.seen if one["name"] == name and one["step"] <= last]
        if not found:
            raise NotFound(f"There is no {name} yet.")
        return np.array(numbers(found[-1]), float)

    def graph(self, step: int) -> list[dict[str, Any]]:
        return [change for change in self.grown if change["step"] <= step]


def figure(given: dict[str, Any]) -> Figure:
    """The figure of a case, whose bindings are told as the browser is told them."""
    bindings = []
    for told in given["bindings"]:
        fields = {name: value for name, value in told.items() if name != "kind"}
        bindings.append(KINDS[told["kind"]](**fields))
        assert fields == json.loads(json.dumps(dataclasses.asdict(bindings[-1])))
    pick = given["pick"]
    if pick is not None:
        pick = Pick(**{**pick, "stops": tuple(Stop(**stop) for stop in pick["stops"])})
    return Figure("case", "", given["traces"], given["layout"], bindings, pick=pick)


@pytest.mark.parametrize("case", cases())
def test_it_fills_what_the_browser_fills(case):
    members = [Member(one["coordinates"], Kept(one)) for one in case["members"]]
    drawn = without(figure(case["figure"]), case.get("veil", ()))
    sheet = Sheet(drawn, members, case["step"], case["total"])
    for binding in drawn.bindings:
        binding.fill(sheet)
    shows = case["shows"]
    for trace, wanted in zip(sheet.traces, shows.get("traces", ()), strict=False):
        for name, values in wanted.items():
            same(attribute(trace, name), values)
    if "notes" in shows:
        same_all(sheet.annotations, shows["notes"])
    if "segments" in shows:
        found = [[one[corner] for corner in ("x0", "y0", "x1", "y1")] for one in sheet.shapes]
        same(found, shows["segments"])
    if "names" in shows:
        before = len(sheet.annotations)
        overlay(drawn, sheet)
        assert [one["text"] for one in sheet.annotations[before:]] == shows["names"]


def test_every_kind_has_a_case_a_file_of_its_own_and_one_for_the_browser():
    assert {path.stem for path in CASES.glob("*.json")} == KINDS.keys()
    assert {path.stem for path in (ROOT / "assets" / "live" / "bindings").glob("*.js")} == KINDS.keys()
    for name, kind in KINDS.items():
        assert kind.__module__ == f"lab.contract.figure.{name}"
        assert getattr(kinds, kind.__name__) is kind
        read = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))["cases"]
        assert all(name in {one["kind"] for one in case["figure"]["bindings"]} for case in read)


def attribute(trace: dict[str, Any], path: str) -> Any:
    """`marker.color` of a trace; it is seen where nothing else is said."""
    value: Any = {"visible": True, **trace}
    for name in path.split("."):
        value = value[name]
    return value


def same(found: Any, wanted: Any) -> None:
    if isinstance(wanted, list):
        assert len(found) == len(wanted), (found, wanted)
        for one, other in zip(found, wanted, strict=True):
            same(one, other)
    elif isinstance(wanted, dict):
        for name, value in wanted.items():
            same(found[name], value)
    elif wanted is None or isinstance(wanted, bool) or (isinstance(wanted, str) and wanted not in NUMBERS):
        assert found == wanted
    else:
        assert found == pytest.approx(numbers(wanted), abs=1e-12, nan_ok=True)


def same_all(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    """The same notes, in whichever order."""
    by_text = [sorted(notes, key=lambda note: note["text"]) for notes in (found, wanted)]
    same(*by_text)
