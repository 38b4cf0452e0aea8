"""What stands for a cut where nothing moves, and marks that a lit hall does not wash out."""

import re

import pytest

from lab import experiments
from lab.share.assets import roles, tiles
from lab.ui.gallery import _board
from tests.hall import luminance

CUTS = [(one, cut) for one in experiments.every() for cut in one.cuts]


@pytest.mark.parametrize(("experiment", "cut"), CUTS, ids=lambda one: getattr(one, "name", ""))
def test_a_storyboard_is_three_stills_that_end_at_the_question(experiment, cut):
    html = _board(cut, "/strip.webp")
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", html)
    assert len(captions) == html.count('class="lab-strip"') == 3
    assert cut.cliff.question in captions[2].replace("&#x27;", "'").replace("&quot;", '"')
    places = [float(one) for one in re.findall(r"background-position-y: ([\d.]+)%", html)]
    assert places[0] == 0 < places[1] < places[2] == 100


def test_a_strip_is_small_enough_to_be_sent_at_once():
    assert max(len(content) for _, content in tiles().values()) < 250_000


@pytest.mark.parametrize("role", ["model", "data", "limit", "second", "truth", "others", "ink", "soft"])
def test_every_mark_of_the_stage_stands_out_in_a_lit_hall(role):
    assert luminance("#fbfaf7") / luminance(roles("light")[role]) >= 2
