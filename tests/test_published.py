"""What is committed of the shipped recordings: verdicts, their document, the README's counts, tiles."""

import io
import re

import pytest
from PIL import Image

from lab import experiments
from lab.evidence import BEGIN, DOCUMENT, END, README, document, judge_all, markdown, summary, table
from lab.export import assets
from lab.export.strip import SIZE
from lab.runs.files import shipping
from lab.runs.names.arithmetic import JOINED
from lab.runs.store.log import Log


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """A log with all that the lab ships."""
    log = Log(tmp_path_factory.mktemp("shipped") / "log.sqlite")
    shipping.ship(log)
    return log


@pytest.fixture(scope="module")
def judged(shipped):
    """Every claim, judged on what the lab ships."""
    return judge_all(list(experiments.PACKAGES), shipped)


def test_all_that_is_shipped_was_computed_in_one_portable_arithmetic(shipped):
    environments = [info.environment for info in shipped.newest(10_000)]
    assert len(environments) > 200
    assert {environment["mode"] for environment in environments} == {"portable"}
    assert len({environment["arithmetic"] for environment in environments}) == 1
    assert not any(JOINED in environment for environment in environments)


def test_every_claim_is_decided_by_what_is_shipped(judged):
    assert judged
    assert all(one.verdict.outcome != "not observed" for one in judged), judged


def test_the_committed_verdicts_are_those_of_the_shipped_recordings(judged):
    assert table() == judged


def test_the_document_of_the_claims_has_each_row_of_the_command(judged):
    text = DOCUMENT.read_text(encoding="utf-8")
    assert text == document(judged)
    assert [row for row in markdown(judged).splitlines() if row not in text.splitlines()] == []


def test_the_readme_counts_the_claims_of_each_paper(judged):
    text = summary(judged)
    assert f"{BEGIN}\n{text}\n{END}" in README.read_text(encoding="utf-8")
    assert sum(int(count) for count in re.findall(r"\[(\d+) claims\]", text)) == len(judged)


def test_the_readme_names_every_page():
    text = README.read_text(encoding="utf-8")
    assert [one.name for one in experiments.every() if f"`/{one.name}`" not in text] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_experiment_has_a_tile_every_cut_a_storyboard_and_nothing_else_has(theme):
    every = experiments.every()
    films = {assets.tile(one, theme).name: assets.FRAMES for one in every}
    boards = {assets.board(one, cut, theme).name: assets.STILLS for one in every for cut in one.cuts}
    assert films.keys() | boards.keys() == {
        name for name in assets.tiles() if name.endswith(f"-{theme}.webp")
    }
    for name, pictures in (films | boards).items():
        picture = Image.open(io.BytesIO(assets.tiles()[name][1]))
        assert picture.size == (SIZE[0], SIZE[1] * pictures)
