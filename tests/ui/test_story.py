"""Stories are Markdown with links that stage a moment of their own page."""

from itertools import pairwise

import pytest

from lab import experiments
from lab.ui.story import Section, TryThis, links, parts, sections, text

TEXT = """# Why
Some $\\eta$.

- [Raise ε](?preset=fnn-sin&epsilon=0.1)
- [Elsewhere](https://arxiv.org/abs/2506.04805)
After."""


def test_links_of_the_page_are_taken_out_of_the_text_and_others_stay():
    assert links(TEXT) == [TryThis("Raise ε", {"preset": "fnn-sin", "epsilon": "0.1"})]


def test_nothing_of_the_text_is_lost_or_moved():
    first, link, rest = parts(TEXT)
    assert first.startswith("# Why")
    assert isinstance(link, TryThis)
    assert rest.splitlines() == ["- [Elsewhere](https://arxiv.org/abs/2506.04805)", "After."]


def test_a_formula_over_several_lines_ends_where_it_ends():
    (prose,) = parts("Before.\n\n$$a = b,\nc = d.$$\n\nAfter, $x$.")
    assert prose.splitlines() == ["Before.", "", "$$a = b, c = d.$$", "", "After, $x$."]


def test_a_section_has_a_heading_and_a_quotation_stands_beside_its_text():
    first, other = sections("### One\nWords.\n\n> **Aside.** More\n> words.\n\nAfter.\n### Two\nEnd.")
    assert first == Section("One", "Words.\n\n\nAfter.\n", ("**Aside.** More\nwords.\n",))
    assert other == Section("Two", "End.", ())


@pytest.mark.parametrize("experiment", experiments.every(), ids=lambda one: one.name)
def test_a_table_that_is_wider_than_a_phone_can_be_reached_by_the_keyboard(experiment):
    """It scrolls sideways: its heading has a link, which the Tab key comes to and arrows scroll from."""
    rows = text(experiment).splitlines()
    heads = [above for above, rule in pairwise(rows) if rule.startswith("|---")]
    assert [head for head in heads if head.count("|") > 4 and "](http" not in head] == []
