"""A claim's drawing has each of its numbers where its axis says, and says them in words, too."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from lab.contract.claim import Measure, Pair
from lab.evidence import table
from lab.evidence.pages.drawn import MARGIN, NAMES, NEAR, Axis, axes, drawing

CLAIMS = table()
ONE = CLAIMS[0]


def judged(measure, interval=None):
    return replace(ONE, measure=measure, interval=interval)


def places(svg, look):
    return [float(x) for x in re.findall(rf'cx="([\d.]+)%"[^>]*class="{look}"', svg)]


def test_n_of_m_are_discs_and_rings_and_the_line_is_behind_the_last_that_is_needed():
    claim = judged(Measure(0.6, "≥ 0.75", ".0%", (1.0, 1.0, 1.0, 0.0, 0.0), counts=True))
    svg = drawing(claim, axes([claim]).get(claim.id))
    yes, no = places(svg, "c-dot"), places(svg, "c-ring")
    assert (len(yes), len(no)) == (3, 2)
    (line,) = re.findall(r'x1="([\d.]+)%"[^>]*class="c-limit"', svg)
    assert no[0] < float(line) < no[1]  # four of five are needed
    assert "3 of 5 runs" in svg


@pytest.mark.parametrize(("line", "left"), [("≥ 0.5", True), ("≤ 0.5", False)])
def test_a_figure_stands_in_its_interval_and_the_side_where_it_fails_is_tinted(line, left):
    claim = judged(Measure(0.8, line, ".2f", (0.7, 0.8, 0.9)), (0.75, 0.85))
    svg = drawing(claim, axes([claim])[claim.id])
    (at,), runs = places(svg, "c-dot"), places(svg, "c-run")
    (low, high) = map(float, re.search(r'x1="([\d.]+)%" x2="([\d.]+)%"[^>]*c-interval', svg).groups())
    assert low < at < high
    assert runs[1] == at
    begin, width = map(float, re.search(r'<rect x="([\d.]+)%" y="3" width="([\d.]+)%"', svg).groups())
    assert (begin < at < begin + width) == (not left)
    assert "0.8; holds if" in svg


def test_before_and_after_are_joined_on_a_logarithmic_axis_where_they_are_far_apart():
    pair = Pair("without", "with", "< 1.1")
    claim = judged(Measure(0.0, "≥ 0.9", ".0%", (0.0, 0.0), pair=pair, pairs=((3.0, 1.0), (4.0, 4000.0))))
    axis = axes([claim])[claim.id]
    assert axis.logarithmic
    svg = drawing(claim, axis)
    before, after = places(svg, "c-ring"), places(svg, "c-after")
    assert svg.count("c-join") == 2
    assert before[0] > after[0]
    assert before[1] < after[1]
    assert min(before + after) > NAMES  # the names of both stand there
    assert re.findall(r'class="c-name-of">(\w+)<', svg) == ["without", "with"]
    assert "From without to with: 3 to 1; 4 to 4,000" in svg


def test_claims_of_one_kind_share_an_axis():
    found = axes(CLAIMS)
    rescues = [found[f"adam-spikes/{name}-rescues"] for name in ("epsilon", "beta2", "eta", "reset")]
    assert len(set(rescues)) == 1
    shares = [found[f"adam-spikes/{name}"] for name in ("sustained", "aligned", "own-decay")]
    assert set(shares) == {Axis(0.0, 1.0, False, ".0%")}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_drawing_lies_inside_its_width_and_words_on_it_keep_apart(claim):
    svg = drawing(claim, axes(CLAIMS).get(claim.id))
    found = [float(x) for x in re.findall(r'(?:cx|x1|x2|x)="(-?[\d.]+)%"', svg)]
    assert all(0 <= x <= 100 for x in found)
    assert len(svg) <= 6000
    words = sorted(float(x) for x in re.findall(r'<text x="([\d.]+)%"', svg))
    assert all(right - left >= NEAR for left, right in pairwise(words))
    assert (svg == "") == (claim.measure is None)


def test_most_claims_are_drawn():
    assert sum(claim.measure is not None for claim in CLAIMS) >= 0.9 * len(CLAIMS)


@pytest.mark.parametrize(
    ("axis", "written"),
    [
        (Axis(-0.3, 0.7, False, "+.2f"), ["−0.25", "0", "0.25", "0.5"]),
        (Axis(0.0, 1.0, False, ".0%"), ["0%", "25%", "50%", "75%", "100%"]),
        (Axis(0.8, 5000.0, True, ".3g"), ["1", "10", "100", "1,000"]),
    ],
)
def test_an_axis_has_a_few_plain_numbers(axis, written):
    assert [axis.written(tick) for tick in axis.ticks()] == written
    assert axis.place(axis.low) == MARGIN
