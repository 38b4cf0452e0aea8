"""A file holds what its experiment writes, and nothing else; whatever else it holds, it is refused whole."""

import json

import numpy as np
import pytest

from lab.experiments import every
from lab.runs.files import admission, archive
from lab.runs.files.shipping import RECORDINGS
from lab.runs.format import labrun
from lab.runs.format.labrun import ArchiveRefused, MarkEntry, SnapshotEntry, unpack
from lab.runs.names.specification import from_specification
from lab.runs.store.log import Log
from tests.runs.files.forgery import forged, sealed
from tests.runs.files.test_archive import entries, trained, zipped

SHIPPED = sorted(RECORDINGS.rglob("*.labrun"))
BYTES = (RECORDINGS / "adam-spikes" / "quadratic.labrun").read_bytes()
WHOLE = unpack(BYTES)
HEADER = WHOLE.header
GRAPH = (RECORDINGS / "memcube" / "leak.labrun").read_bytes()


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "log.sqlite")


def refused(log, data, said):
    """It is refused in that sentence, and nothing of it is there."""
    with pytest.raises(ArchiveRefused, match=said) as caught:
        archive.take(log, data)
    assert len(str(caught.value)) < 300
    assert not log.newest(1)


# --- what is honest


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_shipped_recording_is_admitted(path):
    whole = unpack(path.read_bytes())
    runs = [from_specification(member.model_dump()) for member in whole.header.specifications]
    admission.check(whole, runs)


@pytest.mark.parametrize("name", ["quadratic", "quadratic-map"])
def test_what_is_admitted_can_be_spoken_of(log, name):
    taken = archive.take(log, (RECORDINGS / "adam-spikes" / f"{name}.labrun").read_bytes())
    assert log.recording(taken).complete


def test_a_run_that_left_the_range_of_numbers_is_admitted(log, tmp_path):
    run = from_specification(
        {
            **HEADER.specifications[0].model_dump(),
            "config": {**HEADER.specifications[0].config, "eta": 10.0, "power": 4.0, "steps": 200},
        }
    )
    elsewhere = Log(tmp_path / "elsewhere.sqlite")
    uuid = trained(elsewhere, [run])
    taken = log.recording(archive.take(log, archive.packed(elsewhere, run.id)))
    assert taken.rows == elsewhere.recording(uuid).rows


def test_every_experiment_says_what_it_writes():
    for experiment in every():
        assert experiment.written.column(experiment.loss) or not experiment.loss
        assert not experiment.written.column("made_up")
        assert experiment.written.values("made-up-1") is None
        assert experiment.written.axes("made-up") == ()


# --- line 3: numbers, names and marks


def bare(**header):
    """`recording.json` with other values, as no honest writer would write it."""
    text = {**json.loads(HEADER.model_dump_json()), **header}
    others = [(name, content) for name, content in entries(BYTES) if name != "recording.json"]
    return zipped([("recording.json", json.dumps(text)), *others])


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
@pytest.mark.parametrize("place", ["durations", "environment", "marks"])
def test_a_number_that_is_none_is_refused(log, number, place):
    mark = {"name": "spike-1", "step": 9, "at": 9, "member": 0, "values": {"peak": number, "height": 1.0}}
    refused(log, bare(**{place: [mark] if place == "marks" else {"torch": number}}), "not JSON")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"environment": {"cpu": "x" * 1001}}, "environment"),
        ({"environment": {f"a{i}": 1 for i in range(33)}}, "environment"),
        ({"durations": {f"a{i}": 1.0 for i in range(65)}}, "durations"),
        ({"durations": {"steps": 10**30}}, "digits"),
    ],
)
def test_facts_beyond_all_measure_are_refused(log, facts, said):
    refused(log, bare(**facts), said)


def mark(name="spike-1", step=9, at=9, member=0, **values):
    return MarkEntry(name=name, step=step, at=at, member=member, values=values)


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ([mark()], "has not the values crossing, height, peak"),
        ([mark(peak=1.0, height=2.0, hidden=3.0)], "has not the values"),
        ([mark("applause-1")], "no mark applause-1"),
        ([mark("crossing-1", step=2**53, at=2**53)], "known at 9007199254740992"),
        ([mark("crossing-1", step=8, at=9)], "is at step 9, known at 8"),
        ([mark(f"crossing-{i}") for i in range(20_000)], "20000 marks"),
        ([mark("spike-1", peak=1.0, height=1.0, **{f"v{i}": 1.0 for i in range(20)})], "has not the values"),
    ],
)
def test_marks_that_the_experiment_does_not_set_are_refused(log, marks, said):
    refused(log, sealed(WHOLE, marks=marks), said)


def test_a_mark_with_a_thousand_values_is_refused(log):
    values = {f"v{i}": 1.0 for i in range(1000)}
    refused(log, bare(marks=[{**mark().model_dump(), "values": values}]), "marks/0/values")


# --- line 4: the whole of it, and no more


def cut(rows, **columns):
    """The file with its first rows only."""
    kept = {name: values[:rows] for name, values in WHOLE.columns.items()}
    changed = labrun.Content(HEADER, kept, WHOLE.snapshots, {})
    marks = [entry for entry in HEADER.marks if entry.step < rows]
    return sealed(changed, rows=rows, marks=marks, checkpoints=[], **columns)


def test_a_part_of_the_rows_is_refused(log):
    refused(log, cut(HEADER.rows - 1), f"and {HEADER.rows} are due")
    refused(log, cut(0), "no row")


def test_rows_of_other_steps_are_refused(log):
    steps = WHOLE.columns["step"].copy()
    refused(log, forged(BYTES, columns={"step": steps * 2}), "are due")


def test_the_same_rows_for_a_million_steps_are_refused(log):
    specification = HEADER.specifications[0]
    longer = specification.model_copy(update={"config": {**specification.config, "steps": 100_000}})
    refused(log, sealed(WHOLE, specifications=[longer]), "and 100000 are due")


def test_foreign_columns_are_refused(log):
    columns = {**WHOLE.columns, "truth": WHOLE.columns["loss"]}
    whole = labrun.Content(HEADER, columns, WHOLE.snapshots, WHOLE.checkpoints)
    refused(log, sealed(whole, columns=sorted(columns)), "truth is not")


def test_foreign_snapshots_are_refused(log):
    shot = SnapshotEntry(name="face", step=0, dtype="<f8", shape=[1, 3])
    whole = labrun.Content(HEADER, WHOLE.columns, [np.zeros((1, 3))], WHOLE.checkpoints)
    refused(log, sealed(whole, snapshots=[shot]), "no snapshot face of 1 axes")


def test_a_member_that_is_there_twice_is_refused(log):
    data = (RECORDINGS / "adam-spikes" / "quadratic-map.labrun").read_bytes()
    members = list(unpack(data).header.specifications)
    refused(log, forged(data, specifications=[members[0], *members[:-1]]), "a run is in it twice")


def test_runs_that_train_alone_do_not_share_a_file(log):
    data = (RECORDINGS / "adam-spikes" / "quadratic-map.labrun").read_bytes()
    members = list(unpack(data).header.specifications)
    other = members[0].model_copy(update={"config": {**members[0].config, "eta": 0.2}})
    refused(log, forged(data, specifications=[other, *members[1:]]), "do not train as one batch")


def test_too_many_checkpoints_are_refused(log):
    steps = list(range(1, 14))
    whole = labrun.Content(HEADER, WHOLE.columns, WHOLE.snapshots, dict.fromkeys(steps, b"x"))
    refused(log, sealed(whole, checkpoints=steps), "13 checkpoints")


def test_columns_that_no_sentence_can_be_said_of_are_refused(log):
    columns = {name: values for name, values in WHOLE.columns.items() if name in ("step", "alignment")}
    whole = labrun.Content(HEADER, columns, WHOLE.snapshots, WHOLE.checkpoints)
    refused(log, sealed(whole, columns=sorted(columns)), "are not such as adam-spikes writes")


# --- line 8: caps


def test_two_million_changes_of_a_graph_are_not_even_read(log, monkeypatch):
    header = json.loads(unpack(GRAPH).header.model_dump_json())
    text = json.dumps({**header, "graph": [{"step": 0}] * 2_000_000})
    others = [(name, content) for name, content in entries(GRAPH) if name != "recording.json"]
    monkeypatch.setattr(labrun.Header, "model_validate_json", lambda *_: pytest.fail("it was read"))
    refused(log, zipped([("recording.json", text), *others]), "recording.json has more than")


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        ([{"step": 0}] * 20_000, "changes of a graph, too many"),
        ([{"step": 0, "changes": [{"id": 7}]}], "a node that is not there"),
        ([{"step": 0, "edges": [[0, 1, "x"]]}], "a node that is not there"),
        ([{"step": 0, "nodes": [{"id": 0}]}], "a change of its graph is none"),
        ([{"step": 0, "log": [["A", "add", "0", "", ""]]}], "an entry of its log is none"),
        ([{"step": 0, "shout": "x"}], "a change of its graph is none"),
        ([{"step": 10**6, "head": "x"}], "goes on after its"),
    ],
)
def test_a_graph_that_is_none_is_refused(log, graph, said):
    refused(log, sealed(unpack(GRAPH), graph=graph), said)


def test_a_graph_where_the_experiment_has_none_is_refused(log):
    refused(log, sealed(WHOLE, graph=[{"step": 0}]), "it has no graph")


def test_numbers_beyond_what_such_a_run_takes_are_refused(log):
    data = (RECORDINGS / "landscape" / "two-particles.labrun").read_bytes()
    whole = unpack(data)
    shot = SnapshotEntry(name="walkers", step=0, dtype="<f8", shape=[1, 3_000_000])
    swollen = labrun.Content(whole.header, whole.columns, [np.zeros((1, 3_000_000))], whole.checkpoints)
    refused(log, sealed(swollen, snapshots=[shot]), "its numbers take")
