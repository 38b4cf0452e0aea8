"""Experiments of other packages: what is taken, what is left out and why, and that the others stay."""

import sys

import pytest

from lab import experiments
from lab.experiments.installed import PLACES, look
from lab.server.app import routes
from tests.brought import bring

OURS = experiments.PACKAGES | experiments.FOREIGN
GOOD = """
from dataclasses import replace
from lab import experiments

ADAM = experiments.find("adam-spikes")
EXPERIMENT = replace(ADAM, name="adam-again"{more})
"""


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A folder on the path; what is imported from it is forgotten."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def put(shelf, package="paper-a", name="adam-again", source=GOOD, more=""):
    module = package.replace("-", "_")
    bring(shelf, package, {name: module}, {f"{module}.py": source.replace("{more}", more)})


def test_what_another_package_brings_is_taken(shelf):
    put(shelf)
    found = look(OURS)
    assert (list(found.experiments), found.refused) == (["adam-again"], {})
    assert found.packages == {"adam-again": "paper-a 1.0"}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"source": "import nothing_of_that_name"}, "it does not load (ModuleNotFoundError: No module"),
        ({"source": "raise SystemExit('gone')"}, "it does not load (SystemExit: gone)"),
        ({"source": "EXPERIMENT ="}, "it does not load (SyntaxError: invalid syntax"),
        ({"source": "ELSE = 1"}, "paper_b is no Experiment, nor a module with one"),
        ({"name": "adam-other"}, "it calls itself adam-again"),
        ({"name": "adam-spikes"}, "the lab has an experiment of that name itself"),
        ({"name": "own"}, "the lab has an experiment of that name itself"),
        ({"name": "runs"}, "no page can have that name"),
        ({"name": "A b"}, "no page can have that name"),
        ({"more": ', group="Elsewhere"'}, "its group Elsewhere is none of Optimization"),
        ({"more": ", presets=()"}, "it has no example"),
        ({"more": ', training="nowhere.at.all:X"'}, "its training is not there (ModuleNotFoundError"),
        ({"more": ', training=""'}, "its training is not there (LookupError"),
        ({"more": ', package="json"'}, "its story is not there (FileNotFoundError"),
        ({"more": ", figures=lambda config: 1 / 0"}, "its examples cannot be drawn (ZeroDivisionError"),
        (
            {"more": ", figures=lambda config: ()"},
            "its examples cannot be drawn (LookupError: fnn-sin has no",
        ),
    ],
    ids=str,
)
def test_what_is_broken_or_clashes_is_left_out_with_a_sentence(shelf, caplog, given, why):
    put(shelf, "paper-b", **given)
    put(shelf, "paper-c")
    found = look(OURS)
    assert found.packages == {"adam-again": "paper-c 1.0"}
    (sentence,) = caplog.messages
    name = given.get("name", "adam-again")
    assert sentence.startswith(f"The experiment {name} of paper-b 1.0 is left out: {why}")
    assert found.refused == {name: sentence}


def test_of_two_packages_with_one_name_the_first_stays(shelf):
    put(shelf, "paper-b")
    put(shelf, "paper-a")
    found = look(OURS)
    assert found.packages == {"adam-again": "paper-a 1.0"}
    assert found.refused["adam-again"].endswith("left out: paper-a 1.0 brings one of that name, too.")


def test_no_page_can_lie_where_the_server_has_something_else():
    first = {getattr(route, "path", "/").strip("/").partition("/")[0] for route in routes}
    assert {name for name in first if "{" not in name and name} - PLACES == set()
