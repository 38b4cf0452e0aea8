"""A file is its sender's word: nobody else's run rests on it, and everything that shows it says so."""

import pytest

from lab.export.citation import provenance
from lab.export.front import verdicts
from lab.export.picture import order
from lab.export.preview import preview
from lab.figures.exhibit import Exhibit, exhibit
from lab.figures.film import outcome
from lab.runs.files.archive import packed, take
from lab.runs.files.shipping import RECORDINGS
from lab.runs.read.branch import branch
from lab.runs.read.family import family
from lab.runs.store.log import Log
from tests.runs.files.forgery import better
from tests.runs.files.test_archive import trained
from tests.runs.laboratory import walk

SAID = "(Imported from a file.)"


@pytest.fixture
def forgery(tmp_path, tiny):
    """A run, the digest that it honestly has, and a file that says otherwise."""

    def make(**fields):
        (run,) = walk(steps=38, stride=10, **fields)
        elsewhere = Log(tmp_path / "elsewhere" / "log.sqlite")
        honest = elsewhere.recording(trained(elsewhere, [run])).digests
        return run, honest, better(packed(elsewhere, run.id), "x")

    return make


def test_a_launch_of_what_came_as_a_file_trains(lab, forgery):
    run, honest, data = forgery(seed=901)
    brought = take(lab.log, data)
    assert lab.log.usable(run.id) is None
    (recording,) = lab.client.launch([run], owner="a stranger")
    assert recording != brought
    info = lab.ended(recording)
    assert (info.origin, info.digests) == ("here", honest)
    assert lab.log.shown(run.id).recording == recording


def test_a_branch_of_what_came_as_a_file_is_computed_from_its_start(lab, forgery):
    run, _, data = forgery(seed=902)
    take(lab.log, data)
    fork = branch(lab.log, run.id, 30, {"eta": 0.5})
    info = lab.ended(lab.client.branch(fork, owner="the sender"))
    assert family(lab.log, fork.child.id)["here"]["joins"] == 0
    (alone,) = lab.client.launch([fork.child], owner="another", again=True)
    assert (info.state, info.rows, info.digests) == ("done", 38, lab.ended(alone).digests)
    assert (info.begun["shared"], info.begun["checkpoint"]) == (0, None)
    assert "imported from a file: it is computed here from its start" in info.environment["joined"]


def test_a_file_s_environment_compares_with_nothing(log, forgery):
    run, _, data = forgery(seed=903)
    take(log, data)
    assert log.shown(run.id).environment
    assert log.shown(run.id).bits == ""


@pytest.fixture(scope="module")
def brought(tmp_path_factory) -> Exhibit:
    """An example that came as a file."""
    log = Log(tmp_path_factory.mktemp("brought") / "log.sqlite")
    taken = take(log, (RECORDINGS / "adam-spikes" / "quadratic.labrun").read_bytes())
    return exhibit(log, log.recording(taken).members[0])


def test_every_word_about_it_says_where_it_comes_from(brought):
    assert brought.sentence.endswith(SAID)
    assert brought.said(10).endswith(SAID)
    assert all(verdict["number"].endswith(SAID) for verdict in verdicts(brought))
    assert verdicts(brought)
    assert outcome(brought) is None or outcome(brought)["told"].endswith(SAID)
    page = preview(brought, "https://lab.example", "", {"until": "cliff"})
    assert page.count("Imported from a file.") >= 3
    assert order(brought)["foot"].endswith("Imported from a file")
    facts = dict(provenance(brought))
    assert ", imported, done" in facts["recording"]
    assert "cpu (as the file says)" in facts


def test_what_ships_with_the_lab_says_nothing_of_files(subjects):
    shipped = subjects["quadratic"]
    assert shipped.source == ""
    assert SAID not in shipped.sentence + preview(shipped, "https://lab.example", "", {})
    assert "cpu" in dict(provenance(shipped))
