"""Criteria are frozen: a claim that has changed keeps what it said before, with the reason."""

import datetime
import json
import re
from dataclasses import replace

import pytest

from lab import experiments
from lab.contract.errors import BadInput
from lab.contract.settings import ROOT
from lab.evidence import frozen
from lab.evidence.frozen import CRITERIA, Frozen, claims
from tests.test_size import clone, git

PAPERS = {experiment.paper.arxiv for experiment in experiments.every()}
CLAIMS = dict(claims())
TODAY = datetime.date(2026, 12, 24)


@pytest.mark.parametrize("id", CLAIMS)
def test_a_claim_says_whose_sentence_it_is(id):
    source = CLAIMS[id].source
    assert source.where
    assert source.whose in ("paper", "neighbour", "ours")
    assert re.fullmatch(r"\d{4}\.\d{5}|", source.arxiv)
    assert (source.whose == "paper") == (source.arxiv in PAPERS)
    assert source.whose != "ours" or not source.arxiv


def test_every_claim_is_frozen_as_it_is_and_none_has_disappeared():
    kept = frozen.frozen()
    said = {id: (claim.hash, claim.sentence, claim.criterion) for id, claim in CLAIMS.items()}
    assert {id: (words.hash, words.sentence, words.criterion) for id, words in kept.items()} == said
    assert list(kept) == list(CLAIMS)


@clone
def test_what_a_commit_changes_of_a_criterion_stays_with_the_reason():
    path = str(CRITERIA.relative_to(ROOT))
    if not git("ls-tree", "--name-only", "HEAD^", path):
        pytest.skip("the commit before this one had none")
    before = json.loads(git("show", f"HEAD^:{path}"))
    kept = frozen.frozen()
    assert set(before) <= set(kept), "a claim that is given up stays, with its history"
    for id, words in ((id, Frozen.read(values)) for id, values in before.items()):
        known = kept[id].history
        assert known[: len(words.history)] == words.history
        if words.hash != kept[id].hash:
            assert (known[-1].sentence, known[-1].criterion) == (words.sentence, words.criterion)
            assert known[-1].reason


@pytest.fixture
def changed(tmp_path, monkeypatch):
    """A file of criteria in which a claim was another, and another is missing."""
    file = tmp_path / "criteria.json"
    file.write_bytes(CRITERIA.read_bytes())
    monkeypatch.setattr(frozen, "CRITERIA", file)
    kept = frozen.frozen()
    old = Frozen("2026-01-01", "0" * 16, "It spikes.", "It spikes twice.")
    del kept["gan/memorizes"]
    frozen.write({**kept, "adam-spikes/only-adam": old})
    return file


def test_a_changed_criterion_is_not_frozen_without_a_reason(changed):
    before = changed.read_bytes()
    with pytest.raises(BadInput, match="adam-spikes/only-adam has changed: say what was wrong"):
        frozen.freeze("", {}, TODAY)
    assert changed.read_bytes() == before


def test_a_changed_criterion_keeps_its_words_its_verdict_and_the_reason(changed):
    verdicts = {"adam-spikes/only-adam": ("holds", "26 spikes")}
    assert frozen.freeze("Twice is luck.", verdicts, TODAY) == ["adam-spikes/only-adam", "gan/memorizes"]
    kept = frozen.frozen()
    assert list(kept) == list(CLAIMS)
    (earlier,) = kept["adam-spikes/only-adam"].history
    said = frozen.Earlier(
        "2026-12-24", "It spikes.", "It spikes twice.", "holds", "26 spikes", "Twice is luck."
    )
    assert earlier == said
    assert kept["adam-spikes/only-adam"].date == "2026-12-24"
    assert kept["gan/memorizes"].history == ()
    assert frozen.freeze("", {}, TODAY) == []


@pytest.mark.parametrize(
    ("id", "asked"),
    [
        ("bias-potential/bound", {"evidence": CLAIMS["bias-potential/bound"].evidence[:1]}),
        ("adam-spikes/only-adam", {"draws": replace(CLAIMS["adam-spikes/only-adam"].draws, runs=30)}),
        ("adam-spikes/only-adam", {"rule": CLAIMS["adam-spikes/cubic-law"].rule}),
    ],
)
def test_the_hash_is_that_of_sentence_criterion_and_what_is_asked(id, asked):
    claim = CLAIMS[id]
    changes = ({"sentence": "It spikes."}, {"criterion": "It spikes."}, asked)
    hashes = {claim.hash, *(replace(claim, **change).hash for change in changes)}
    assert len(hashes) == 4
    assert replace(claim, judge=lambda recordings: None, slug="other").hash == claim.hash
