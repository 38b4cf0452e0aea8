"""The sunflower and the graph's differences."""

import json
import math
import sys
from itertools import combinations
from subprocess import run

from lab.memos.graph import Diff, acyclic, as_of
from lab.memos.sunflower import place
from tests.memos.streams import add, ask, live, store


def test_subjects_lie_on_the_spiral_and_keep_their_distance():
    points = [place(slot) for slot in range(256)]
    for slot, point in enumerate(points):
        assert math.isclose(math.hypot(*point), math.sqrt(slot + 0.7))
    assert min(math.dist(a, b) for a, b in combinations(points, 2)) > 1.2


def test_versions_run_outward_and_caches_stand_around_their_text():
    first, third = place(9, 1), place(9, 3)
    assert math.isclose(math.hypot(*third) - math.hypot(*first), 0.32)
    around = [place(9, 1, form) for form in ("kv", "sparse", "lora")]
    assert all(0.24 <= math.dist(point, first) <= 0.3201 for point in around)
    assert len({*around, first, place(9, source=1), place(9, source=2)}) == 6


def test_time_travel_is_replaying_the_first_differences():
    memory = store("lru-kv")
    outcomes = live(memory, add(), ask(), add(1), ask(1, step=2))
    nodes, _ = as_of(outcome.diff for outcome in outcomes[:2])
    assert {node["type"] for node in nodes.values()} == {"text", "kv"}
    assert {node["slot"] for node in nodes.values()} == {0}
    nodes, edges = as_of(outcome.diff for outcome in outcomes)
    assert len(nodes) == 4
    assert [edge["relation"] for edge in edges] == ["derived_from"] * 2


def test_twenty_new_nodes_travel_in_less_than_20_kb():
    memory = store()
    outcomes = live(memory, *(add(slot) for slot in range(20)))
    sent = json.dumps([[outcome.diff.nodes, outcome.diff.edges] for outcome in outcomes])
    assert len(sent.encode()) < 20_000


def test_an_empty_difference_is_false():
    assert not Diff()


def test_circles_are_found():
    assert acyclic({"c": ["a", "b"], "b": ["a"]})
    assert not acyclic({"a": ["c"], "c": ["b"], "b": ["a"]})
    assert not acyclic({"a": ["a"]})


def test_the_store_needs_no_torch():
    code = "import sys, lab.memos.store, lab.memos.stream; sys.exit('torch' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0
