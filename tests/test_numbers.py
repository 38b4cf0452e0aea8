"""Numbers that ship run by run: kept whole, trained on from where a job was ended, and made again."""

from dataclasses import replace

import pytest

from lab import experiments
from lab.contract.claim import FEWEST, RUNS, RunRequest, drawn, measured, ours
from lab.evidence import judging, table
from lab.evidence.frozen import claims
from lab.evidence.judging import judge_one, recordings_of, trained
from lab.evidence.numbers import Draw, Evidence, Trained
from lab.evidence.training import cost, pending, train
from lab.experiments.rules import at_least, mean
from lab.runs.names.arithmetic import bits
from lab.runs.names.environment import environment
from lab.runs.service.client import Client
from lab.runs.store.log import Log

DRAWS = drawn(RunRequest("quadratic", {"steps": 40}), over="seed", runs=12, why="a test")


@measured("falls", "The loss falls.", "…", DRAWS, mean("fall", at_least(0), "{value:.2f}"), source=ours("us"))
def falls(recordings):
    (recording,) = recordings
    loss = recording.column("loss")
    return {"fall": loss[0] - loss[-1] + recording.config.seed / 3}


@pytest.fixture
def adam(monkeypatch):
    """The experiment with this claim alone."""
    experiment = replace(experiments.find("adam-spikes"), claims=(falls,))
    monkeypatch.setattr(judging, "find", lambda name: experiment)
    return experiment


@pytest.fixture
def work(tmp_path):
    client = Client(tmp_path)
    yield Log(tmp_path / "log.sqlite"), client
    client.shutdown()


def test_a_job_that_is_ended_goes_on_where_it_was(adam, work, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "lab.evidence.training.PIECE", 5 * adam.estimate([adam.configure("quadratic", steps=40)]).seconds
    )
    (log, client), folder = work, tmp_path / "evidence"
    tasks = pending(["adam-spikes"], folder)
    assert [task.seeds for task in tasks] == [tuple(range(101, 106)), tuple(range(106, 111)), (111, 112)]
    assert cost(tasks)[0] == 12
    ended = train(tasks, log, client, folder)
    next(ended)
    ended.close()
    assert judge_one(adam, falls, log, folder).number == "5 of 12 runs trained"
    rest = pending(["adam-spikes"], folder)
    assert [seed for task in rest for seed in task.seeds] == list(range(106, 113))
    before = Evidence(adam, folder).of(falls)
    assert list(train(rest, log, client, folder)) == rest
    assert pending(["adam-spikes"], folder) == []
    there = Evidence(adam, folder)
    assert there.of(falls)[:5] == before
    judged = judge_one(adam, falls, log, folder)
    assert (judged.outcome, judged.runs) == ("holds", 12)
    assert judged.seconds == round(there.seconds(falls), 1)
    assert list(there.path.parent.iterdir()) == [there.path]


def test_what_was_asked_otherwise_or_of_another_version_is_not_there(adam, tmp_path):
    Evidence(adam, tmp_path).add({"falls": Draw(101, ("a",), {"fall": 1 / 3})}, {"a": Trained("d", 2.0, "x")})
    (draw,) = Evidence(adam, tmp_path).of(falls)
    assert draw == Draw(101, ("a",), {"fall": 0.3333333})
    assert Evidence(adam, tmp_path).seconds(falls) == 2.0
    otherwise = replace(falls, draws=replace(DRAWS, requests=(RunRequest("quadratic"),)))
    for other in (replace(adam, version=99), replace(adam, claims=(otherwise,))):
        assert Evidence(other, tmp_path).of(other.claims[0]) == []
    more = replace(falls, draws=replace(DRAWS, runs=20), sentence="It falls.")
    assert Evidence(replace(adam, claims=(more,)), tmp_path).of(more) == [draw]


def test_a_file_is_written_whole_or_not_at_all(adam, tmp_path):
    kept = Evidence(adam, tmp_path)
    kept.add({"falls": Draw(101, ("a",), {"fall": 1.0})}, {"a": Trained("d", 2.0, "x")})
    before = kept.path.read_bytes()
    with pytest.raises(ValueError, match="JSON"):
        kept.add({"falls": Draw(102, ("a",), {"fall": float("nan")})}, {})
    assert kept.path.read_bytes() == before


def test_every_interval_is_over_20_runs_or_over_10_with_the_reason():
    draws = {id: claim.draws for id, claim in claims()}
    decided = [claim for claim in table() if claim.interval is not None]
    assert {claim.id: claim.runs for claim in decided} == {
        claim.id: draws[claim.id].runs for claim in decided
    }
    few = [claim.id for claim in decided if claim.runs < RUNS]
    assert all(draws[id].runs >= FEWEST and draws[id].why for id in few)


def test_every_empirical_claim_asks_for_20_runs_or_for_10_with_the_reason():
    empirical = {id: claim.draws for id, claim in claims() if not claim.checked}
    assert [id for id, draws in empirical.items() if draws is None] == []
    few = {id: draws for id, draws in empirical.items() if draws.runs < RUNS}
    assert [id for id, draws in few.items() if draws.runs < FEWEST or not draws.why] == []


def test_every_empirical_claim_has_an_interval():
    assert [claim.id for claim in table() if claim.interval is None and claim.outcome != "checked"] == []


def shipped():
    """An experiment that ships numbers, with its cheapest draws."""
    for experiment in experiments.every():
        evidence = Evidence(experiment)
        found = []
        for claim in experiment.claims:
            if claim.draws is not None:
                for draw in evidence.of(claim):
                    seconds = sum(evidence.trained[id].seconds for id in draw.runs)
                    found.append((seconds, draw.seed, claim, draw))
        if found:
            yield pytest.param(experiment, sorted(found, key=lambda row: row[:2]), id=experiment.name)


@pytest.mark.long
@pytest.mark.parametrize(("experiment", "found"), [*shipped()])
def test_shipped_numbers_come_out_again(experiment, found, work, pytestconfig):
    log, client = work
    evidence, here = Evidence(experiment), bits(environment("cpu"))
    finder = trained(log, client)
    for _, seed, claim, draw in found[: pytestconfig.getoption("recompute")]:
        recordings, _ = recordings_of(experiment, claim.draws.of(seed), finder)
        assert tuple(recording.run.id for recording in recordings) == draw.runs
        facts = [evidence.trained[id] for id in draw.runs]
        alike = [
            recording.info
            for recording in recordings
            if bits(recording.info.environment) == facts[0].arithmetic
        ]
        if not alike:
            pytest.skip(f"shipped numbers are of another arithmetic than {here}")
        digests = [r.info.digests[r.info.members.index(r.run.id)] for r in recordings]
        assert digests == [fact.digest for fact in facts]
        numbers = {name: float(f"{value:.7g}") for name, value in claim.measure(recordings).items()}
        assert numbers == draw.numbers
