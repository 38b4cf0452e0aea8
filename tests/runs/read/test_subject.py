"""What an id stands for: a run, a set, what is recorded of them, and when it is judged."""

from multiprocessing import Pipe

import pytest

from lab.contract.errors import NotFound
from lab.runs.names.specification import set_id, specify
from lab.runs.read.subject import find, recordings_of
from lab.runs.store.log import Log
from lab.runs.work.worker import execute

SHORT = {"device": "cpu", "steps": 60}


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "log.sqlite")


def train(log, run):
    """A run to its end, as a worker trains it: its recording."""
    recording = log.create([run], owner="test")
    ours, theirs = Pipe()
    execute(log, recording, theirs, lambda _: None)
    ours.close()
    return recording


def test_an_id_of_nothing_is_refused_and_so_are_recordings_where_there_are_none(log):
    run = specify("adam-spikes", "quadratic", **SHORT)
    with pytest.raises(NotFound, match=f"Run {run.id} is not in this store"):
        find(log, run.id)
    log.remember(run)
    known = find(log, run.id)
    assert (known.runs, known.recordings, known.complete) == ((run,), {}, False)
    with pytest.raises(NotFound, match="nothing of it is recorded here; start it first"):
        known.judged()


def test_a_set_has_its_members_in_their_order_and_each_recording_once(log):
    runs = specify("adam-spikes", "quadratic", beta1s=(0.9, 0.5), **SHORT).members
    log.remember(*runs)
    log.remember_set(set_id(runs), [run.id for run in runs])
    second = train(log, runs[1])
    subject = find(log, set_id(runs))
    assert (subject.runs, subject.experiment) == (runs, runs[0].experiment)
    assert [info.recording for info in subject.infos] == [second]
    assert [run for run, _ in subject.recorded] == [runs[1]]
    assert not subject.complete
    first = train(log, runs[0])
    whole = find(log, set_id(runs))
    assert (whole.complete, subject.complete) == (True, False)  # as it was when somebody asked
    assert [info.recording for info in recordings_of(log, whole.ids)] == [first, second]


def test_what_is_not_at_its_end_is_judged_by_no_claim(log):
    run = specify("adam-spikes", "quadratic", **SHORT)
    log.remember(run)
    log.create([run], owner="test", state="running")
    early = find(log, run.id).judged()
    assert early
    assert {(verdict.outcome, verdict.number) for _, verdict in early} == {
        ("not observed", "not trained to its end")
    }
    train(log, run)
    late = find(log, run.id).judged()
    assert [claim.slug for claim, _ in late] == [claim.slug for claim, _ in early]
    assert "not trained to its end" not in {verdict.number for _, verdict in late}
