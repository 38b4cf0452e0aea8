"""The home page's tiles, what stands for a cut where nothing moves, marks that a lit hall leaves."""

import re
from html import unescape

import pytest

from lab import experiments
from lab.evidence import table
from lab.export.assets import LEAD, drawings, roles
from lab.ui.gallery import names, questions, section
from lab.ui.lead import lead
from lab.ui.papers import marks
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
    every = experiments.every()
    shown = re.findall(r'href="(.*?)".*?data-drawing="(.*?)".*?<h3>(.*?)</h3>', section("Why?", every))
    assert [(page, unescape(asked)) for page, _, asked in shown] == [
        (one.name, one.question) for one in every
    ]
    assert [drawing for _, drawing, _ in shown] == names(every)
    for one, (_, drawing, _) in zip(every, shown, strict=True):
        assert drawing == (
            f"{one.name}.{one.cuts[0].preset}-2" if one.cuts else f"{one.name}.{one.presets[0].name}-0"
        )


def test_a_group_s_question_leads_to_its_part_of_the_page_or_to_its_only_experiment():
    one, *others = [experiment for experiment in experiments.every() if experiment.group != "Memory"]
    html = questions({"One?": [one], "Several?": others})
    assert re.findall(r'href="(.*?)"', html) == [one.name, f"#{others[0].group.lower()}"]
    assert f'id="{others[0].group.lower()}"' in section("Several?", others)
    assert f"<p>{len(others)} experiments</p>" in html


def test_the_lead_s_choices_go_on_with_its_film_as_answered():
    experiment = experiments.find(LEAD)
    cut = experiment.cuts[0]
    html = lead(experiment, cut, 3, [(5, "papers")])
    found = re.findall(r'--lab-at: ([\d.]+)%" href="(.*?)" target="_self">(.*?)</a>', html)
    assert sorted(found, key=lambda one: float(one[0])) == found  # from the top down
    way = f"{experiment.name}?preset={cut.preset}&amp;answer="
    choices = {f"{way}{number}": choice for number, choice in enumerate(cut.cliff.choices, 1)}
    assert {address: choice for _, address, choice in found} == choices


def test_each_claim_has_a_mark_that_says_its_outcome_and_leads_to_its_row():
    found = re.findall(r'href="(.*?)".*?aria-label="(.*?)"><span data-mark="(.*?)">', marks(table()))
    assert sorted((page, unescape(words), outcome) for page, words, outcome in found) == sorted(
        (f"claims#{one.id}", f"{one.sentence} {one.outcome}", one.outcome) for one in table()
    )


def test_all_tiles_together_are_light_in_both_themes():
    assert sum(len(drawings()[name].encode()) for name in names(experiments.every())) <= 60_000


@pytest.mark.parametrize("role", ["model", "data", "limit", "second", "truth", "others", "ink", "soft"])
def test_every_mark_of_the_stage_stands_out_in_a_lit_hall(role):
    assert luminance("#fbfaf7") / luminance(roles("light")[role]) >= 2
