"""What is committed of the shipped recordings: verdicts, their document, the README's counts, drawings."""

import re
from urllib.parse import parse_qsl

import pytest

from lab import experiments
from lab.evidence import judge_all, table
from lab.evidence.document import BEGIN, DOCUMENT, END, README, document, markdown, summary
from lab.evidence.judging import named, recordings_of, shipped_in
from lab.evidence.seen import way
from lab.evidence.turns import SOUGHT, TURNS, turned
from lab.export import assets, drawings
from lab.runs.files import shipping
from lab.runs.names.address import read
from lab.runs.names.arithmetic import JOINED
from lab.runs.names.link import parameters
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


@pytest.mark.parametrize("id", [claim.id for claim in table()])
def test_see_it_opens_a_run_that_is_shipped_at_a_moment_that_it_has(id, shipped):
    opens(way(id), shipped)


@pytest.mark.parametrize("id", TURNS)
def test_what_would_change_a_verdict_opens_a_shipped_run_of_which_the_claim_holds(id, shipped):
    turn, verdicts = TURNS[id], {claim.id: claim.outcome for claim in table()}
    opens(turned(id, turn), shipped)
    if turn.shown:
        assert verdicts[turn.shown] == "holds"
        return
    ((experiment, claim),) = named([id])
    found, wanted = recordings_of(experiment, (turn.request,), shipped_in(shipped))
    assert len(found) == wanted
    assert claim.judge(found).outcome == "holds"


def test_what_does_not_hold_says_what_would_change_it_or_what_was_tried():
    failed = {claim.id for claim in table() if claim.outcome == "does not hold"}
    assert failed <= TURNS.keys() | SOUGHT.keys()
    assert TURNS.keys() & SOUGHT.keys() == set()
    assert SOUGHT.keys() <= failed


def opens(link, shipped):
    """The link is read without a problem, its runs are shipped, and they have the mark that it points to."""
    page, _, query = link.partition("?")
    address = read(experiments.find(page), parameters(parse_qsl(query)), lambda id: None)
    assert address.problems == ()
    infos = [shipped.shown(run.id) for run in address.named.members]
    assert None not in infos, "not shipped"
    at = address.asked("at")
    for run, info in zip(address.named.members, infos, strict=True):
        marks = {mark.name for mark in shipped.marks(info.recording, info.members.index(run.id))}
        assert at in marks | {"end"}, marks
    assert (address.asked("set") is None) == (address.staged == ())


def test_the_readme_names_every_page():
    text = README.read_text(encoding="utf-8")
    assert [one.name for one in experiments.every() if f"`/{one.name}`" not in text] == []


@pytest.mark.parametrize("experiment", experiments.every(), ids=lambda one: one.name)
def test_the_committed_drawings_are_those_of_the_shipped_recordings(experiment, shipped):
    made = {path.name: drawing for path, drawing in drawings.of(shipped, experiment)}
    assert made
    files = assets.DRAWINGS.glob(f"{experiment.name}.*")
    assert {path.name: path.read_text(encoding="utf-8") for path in files} == made


def test_no_drawing_is_left_of_what_is_no_experiment():
    assert {path.name.split(".")[0] for path in assets.DRAWINGS.iterdir()} == {
        one.name for one in experiments.every()
    }
