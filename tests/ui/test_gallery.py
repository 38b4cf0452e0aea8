"""The home page's tiles, what stands for a cut where nothing moves, marks that a lit hall leaves."""

import re
from html import unescape

import pytest

from lab import experiments
from lab.export.assets import drawings, roles
from lab.ui.gallery import lead, names, tiles
from lab.ui.storyboard import storyboard
from tests.hall import luminance

CUTS = [(one, cut) for one in experiments.every() for cut in one.cuts]


@pytest.mark.parametrize(("experiment", "cut"), CUTS, ids=lambda one: getattr(one, "name", ""))
def test_a_storyboard_is_three_stills_that_end_at_the_question(experiment, cut):
    html = unescape(storyboard(experiment, cut))
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", html)
    assert captions == [words for _, words in cut.stills]
    assert (captions[0], captions[2]) == (cut.before[0].caption, cut.cliff.question)
    shown = re.findall(r'data-drawing="(.*?)"', html)
    assert shown == [f"{experiment.name}.{cut.preset}-{number}" for number in range(3)]
    assert shown == [name for name in shown if name in drawings()]


def test_a_tile_shows_the_question_of_its_first_cut_or_the_end_of_its_first_example():
    large, *others = experiments.every()
    html = lead(large) + tiles(others)
    shown = re.findall(r'href="(.*?)".*?data-drawing="(.*?)"', html)
    assert [page for page, _ in shown] == [one.name for one in (large, *others)]
    assert [drawing for _, drawing in shown] == names([large, *others])
    for one, (_, drawing) in zip((large, *others), shown, strict=True):
        assert drawing == (
            f"{one.name}.{one.cuts[0].preset}-2" if one.cuts else f"{one.name}.{one.presets[0].name}-0"
        )


@pytest.mark.parametrize("role", ["model", "data", "limit", "second", "truth", "others", "ink", "soft"])
def test_every_mark_of_the_stage_stands_out_in_a_lit_hall(role):
    assert luminance("#fbfaf7") / luminance(roles("light")[role]) >= 2
