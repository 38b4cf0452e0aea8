"""The home page's tiles, what stands for a cut where nothing moves, marks that a lit hall leaves."""

import re
from html import unescape

import pytest

from lab import experiments
from lab.export.assets import roles, tiles
from lab.ui.gallery import lead
from lab.ui.gallery import tiles as tiles_of
from lab.ui.storyboard import storyboard
from tests.hall import luminance

CUTS = [(one, cut) for one in experiments.every() for cut in one.cuts]


@pytest.mark.parametrize(("experiment", "cut"), CUTS, ids=lambda one: getattr(one, "name", ""))
def test_a_storyboard_is_three_stills_that_end_at_the_question(experiment, cut):
    html = unescape(storyboard(experiment, cut))
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", html)
    assert captions == [words for _, words in cut.stills]
    assert (captions[0], captions[2]) == (cut.before[0].caption, cut.cliff.question)
    assert re.findall(r"object-position: 0 ([\d.]+)%", html) == ["0", "50", "100"]
    assert html.count('loading="lazy"') == 3


def test_what_is_shown_of_a_cut_is_small_enough_to_be_sent_at_once():
    sizes = {name: len(content) for name, (_, content) in tiles().items()}
    assert max(sizes.values()) < 250_000
    assert max(size for name, size in sizes.items() if "." in name.removesuffix(".webp")) < 60_000


def test_one_tile_plays_and_each_other_stands_still_until_it_is_its_turn():
    large, *others = experiments.every()
    html = lead(large) + tiles_of(large, others)
    assert html.count("data-plays") == 1
    assert html.count('class="lab-tile ') == len(others) + 2
    for one in others:
        assert f'href="{one.name}"' in html
    assert html.count("<img") == html.count('loading="lazy"') == 3 + 1 + len(others)


@pytest.mark.parametrize("role", ["model", "data", "limit", "second", "truth", "others", "ink", "soft"])
def test_every_mark_of_the_stage_stands_out_in_a_lit_hall(role):
    assert luminance("#fbfaf7") / luminance(roles("light")[role]) >= 2
