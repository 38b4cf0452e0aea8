"""A file of a recording is the recording, whole; anything else is refused before it does harm."""

import hashlib
import io
import pickle
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab import experiments
from lab.contract.errors import BadInput, LabError, NotFound, Refused
from lab.runs.files import archive, shipping
from lab.runs.format import checkpoint, labrun, parcel
from lab.runs.format.labrun import HASH, ArchiveRefused, pack, unpack
from lab.runs.names.specification import set_id, specify
from lab.runs.read.branch import child
from lab.runs.read.recording import Recording
from lab.runs.store.log import Log
from lab.runs.work.execution import LogSink
from lab.runs.work.writer import Writer


def trained(log, runs, *, stop=None):
    """Train runs as one batch here, and write them as a worker would; the recording's uuid."""
    uuid = log.create(runs, owner="test", state="running", environment={"cpu": "this one", "threads": 1})
    training = runs[0].experiment.train([run.config for run in runs])
    writer = Writer(LogSink(log, uuid), log.recording(uuid))
    try:
        while stop is None or training.progress() < stop:
            writer.take(training.step(), training)
            if training.progress() % 40 == 0:
                writer.flush(training)
        writer.flush(training, state="stopped")
    except StopIteration:
        writer.flush(training, state="done")
    return uuid


def a_run(**fields):
    return specify("adam-spikes", "quadratic", **{"beta1": 0.5, "beta2": 0.9, "steps": 130, **fields})


def a_map():
    betas = {"beta1s": (0.0, 0.5), "beta2s": (0.9, 0.99)}
    return specify("adam-spikes", "quadratic-map", steps=90, stride=20, **betas).members


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "one" / "log.sqlite")


@pytest.fixture
def other(tmp_path):
    return Log(tmp_path / "two" / "log.sqlite")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The bytes of a small file."""
    log = Log(tmp_path_factory.mktemp("packed") / "log.sqlite")
    uuid = trained(log, [a_run(steps=90)])
    return pack(archive.content(log, log.recording(uuid)))


def signed(before):
    return before + hashlib.sha256(before).hexdigest().encode()


def zipped(entries, method=zipfile.ZIP_DEFLATED):
    """A file with these entries, properly signed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        made.comment = b"0" * HASH
        for name, content in entries:
            made.writestr(name, content)
    return signed(file.getvalue()[:-HASH])


def entries(data):
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return [(name, opened.read(name)) for name in opened.namelist()]


def changed(data, **header):
    """The file with some of `recording.json` replaced."""
    whole = unpack(data)
    made = labrun.Content(
        whole.header.model_copy(update=header), whole.columns, whole.snapshots, whole.checkpoints
    )
    return pack(made)


def rows(log, uuid):
    """All columns, snapshots and marks of a recording, however it is cut into chunks."""
    chunks = [parcel.unpack(payload) for _, payload in log.chunks(uuid)]
    names = {name for head, arrays in chunks if head["rows"] for name in arrays if name.startswith("column")}
    columns = {n: np.concatenate([a[n] for head, a in chunks if head["rows"]]).tobytes() for n in names}
    shots = [(s["name"], s["step"], a[s["array"]].tobytes()) for h, a in chunks for s in h["snapshots"]]
    return columns, sorted(shots), log.marks(uuid)


# --- the same recording


@pytest.mark.parametrize("runs", [[a_run()], a_map()], ids=["run", "set"])
def test_a_recording_comes_back_as_it_left(log, other, tmp_path, runs):
    uuid = trained(log, runs)
    log.remember_set(set_id(runs), [run.id for run in runs])
    archive.export(log, set_id(runs), tmp_path / "a.labrun")
    taken = archive.load(other, tmp_path / "a.labrun")
    cited = unpack((tmp_path / "a.labrun").read_bytes()).header.citation
    assert "eprint = {2506.04805}" in cited
    assert f"run {set_id(runs)}" in cited
    assert rows(other, taken) == rows(log, uuid)
    before, after = log.recording(uuid), other.recording(taken)
    for name in ("members", "digests", "rows", "last_step", "progress", "steps", "environment", "state"):
        assert getattr(after, name) == getattr(before, name)
    assert after.origin == "imported"
    steps = other.checkpoints(taken)
    assert 0 < len(steps) <= archive.CHECKPOINTS
    assert all(other.checkpoint(taken, step) == log.checkpoint(uuid, step) for step in steps)
    assert [other.specification(run.id) for run in runs] == list(runs)
    assert other.set_members(set_id(runs)) == (None if len(runs) == 1 else [run.id for run in runs])
    # Out again, the file is the same byte for byte, though the chunks are others.
    archive.export(other, set_id(runs), tmp_path / "b.labrun")
    assert (tmp_path / "b.labrun").read_bytes() == (tmp_path / "a.labrun").read_bytes()


def test_a_run_that_cannot_be_changed_on_its_way_carries_no_checkpoints(log):
    uuid = trained(log, [specify("memory-hierarchy", "crossovers", people=1, most=2)])
    assert log.checkpoints(uuid)
    whole = unpack(pack(archive.content(log, log.recording(uuid))))
    assert whole.checkpoints == {}
    assert whole.header.rows == log.recording(uuid).rows


def test_where_checkpoints_are_heavy_one_is_carried_and_lies_just_before_the_first_warning(log, monkeypatch):
    uuid = trained(log, [a_run()])
    monkeypatch.setattr(archive, "CHECKPOINT_BYTES", 1)
    whole = unpack(pack(archive.content(log, log.recording(uuid))))
    warning = next(mark.at for mark in log.marks(uuid) if mark.name == "warning-1")
    assert list(whole.checkpoints) == [max(step for step in log.checkpoints(uuid) if step <= warning)]
    branched = trained(log, [child(a_run(), warning, {"epsilon": 0.1})])
    assert unpack(pack(archive.content(log, log.recording(branched)))).checkpoints == {}
    monkeypatch.setattr(archive, "SINGLE_BYTES", 1)
    assert unpack(pack(archive.content(log, log.recording(uuid)))).checkpoints == {}


def test_every_example_that_can_be_changed_is_shipped_with_a_checkpoint_before_its_warning(shipped):
    for preset in experiments.find("adam-spikes").everywhere:
        run = specify("adam-spikes", preset.name).members[0]
        info = shipped.shown(run.id)
        for mark in shipped.marks(info.recording, 0):
            if mark.name == "warning-1":
                assert any(0 < step <= mark.at for step in shipped.checkpoints(info.recording)), preset.name


def test_a_branch_of_the_shipped_transformer_shares_its_past_up_to_that_checkpoint(log):
    path = shipping.RECORDINGS / "adam-spikes" / "tf-mod7.labrun"
    parent = archive.take(log, path.read_bytes(), origin="shipped")
    (step,) = log.checkpoints(parent)
    run = specify("adam-spikes", "tf-mod7")
    training = experiments.find("adam-spikes").train([run.config])
    training.load_state_dict(checkpoint.unpack(log.checkpoint(parent, step))["training"])
    recorded = Recording(log, log.recording(parent), 0)
    for row in range(step, step + 5):
        frame = training.step()
        assert frame.step == row
        assert frame.scalars["loss"] == pytest.approx(recorded.column("loss")[row], rel=1e-6)
        assert frame.scalars["lambda_max"] == pytest.approx(recorded.column("lambda_max")[row], rel=1e-4)


def test_a_long_recording_is_cut_into_chunks_again(log, other, monkeypatch):
    uuid = trained(log, [a_run()])
    monkeypatch.setattr(archive, "ROWS", 50)
    taken = archive.take(other, pack(archive.content(log, log.recording(uuid))))
    assert [parcel.unpack(payload)[0]["rows"] for _, payload in other.chunks(taken)] == [50, 50, 30]
    assert rows(other, taken) == rows(log, uuid)


def test_numbers_that_are_none_survive(data):
    assert np.isnan(unpack(data).columns["predicted_change"]).any()
    assert pack(unpack(data)) == data


def test_a_file_comes_in_once_and_never_in_the_place_of_a_local_recording(log, data):
    run = a_run(steps=90)
    local = trained(log, [run])
    taken = archive.take(log, data)
    assert archive.take(log, data) == taken != local
    assert log.shown(run.id).recording == local
    assert {info.origin for info in log.recordings_of(run.id)} == {"here", "imported"}


def test_one_run_comes_once_whatever_else_its_files_say(log, data):
    taken = archive.take(log, data)
    others = [changed(data, citation=f"number {k}", durations={"steps": float(k)}) for k in range(6)]
    assert len({data, *others}) == 7
    assert {archive.take(log, other) for other in others} == {taken}
    assert len(log.newest(9)) == 1


def test_what_is_not_complete_or_not_there_is_not_exported(log, tmp_path):
    run = a_run()
    trained(log, [run], stop=50)
    with pytest.raises(Refused, match="stopped at step 50 of 130"):
        archive.export(log, run.id, tmp_path / "a.labrun")
    with pytest.raises(NotFound, match="is not recorded here"):
        archive.export(log, "0" * 16, tmp_path / "a.labrun")
    with pytest.raises(NotFound, match="is not a file"):
        archive.load(log, tmp_path / "a.labrun")
    two = [a_run(steps=60), a_run(steps=70)]
    for one in two:
        trained(log, [one])
    log.remember_set(set_id(two), [one.id for one in two])
    with pytest.raises(Refused, match="lies in 2 recordings"):
        archive.export(log, set_id(two), tmp_path / "a.labrun")
    assert not list(tmp_path.glob("*.labrun"))


# --- what is refused


def test_a_flipped_bit_anywhere_is_refused(data):
    for place in range(len(data)):
        flipped = bytearray(data)
        flipped[place] ^= 1 << place % 8
        with pytest.raises(ArchiveRefused):
            unpack(bytes(flipped))


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 1000, -1, -64])
def test_a_file_cut_short_is_refused(data, length):
    with pytest.raises(ArchiveRefused, match="SHA-256"):
        unpack(data[:length])


@settings(max_examples=200)
@given(
    places=st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), min_size=1, max_size=4),
    tail=st.booleans(),
)
def test_a_forged_file_that_is_properly_signed_does_no_harm(data, places, tail):
    forged = bytearray(data[:-HASH])
    for place, byte in places:
        # The directory at the end is where a zip is read first: half of the changes go there.
        forged[-1 - place % 900 if tail else place % len(forged)] = byte
    try:
        whole = unpack(signed(bytes(forged)))
    except ArchiveRefused as refused:
        sentence = str(refused)
        assert len(sentence) < 250
    else:
        assert len(whole.columns["step"]) == whole.header.rows


def test_a_bomb_is_not_unpacked(data, monkeypatch):
    monkeypatch.setattr(labrun, "MOST_UNPACKED", 2**20)
    with pytest.raises(ArchiveRefused, match="unpacks to more than"):
        unpack(zipped([*entries(data), ("checkpoints/5", b"\0" * 2**21)]))


def test_an_entry_that_is_longer_than_it_says_is_refused(data):
    bomb = bytearray(zipped([*entries(data), ("checkpoints/777", b"\0" * 2**21)])[:-HASH])
    declared = (2**21).to_bytes(4, "little")
    assert bomb.count(declared) == 2
    with pytest.raises(ArchiveRefused):
        unpack(signed(bytes(bomb).replace(declared, (16).to_bytes(4, "little"))))


def test_a_file_that_is_too_large_is_not_even_hashed(data, monkeypatch):
    monkeypatch.setattr(labrun, "MOST_BYTES", len(data) - 1)
    with pytest.raises(ArchiveRefused, match="at most"):
        unpack(data)


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("../outside", b""), "is called"),
        (("columns/a/b", b""), "is called"),
        (("columns/LOSS", b""), "is called"),
        (("recording.json", b"{}"), "called the same"),
        (("columns/unheard", b""), "is not in recording.json"),
        (("checkpoints/4", b""), "is not in recording.json"),
    ],
)
def test_entries_of_other_names_are_refused(data, more, said):
    with pytest.raises(ArchiveRefused, match=said):
        unpack(zipped([*entries(data), more]))


@pytest.mark.parametrize(
    "text", [b"", b"[" * 100_000, b"{}", b'{"format": 2}', b"\xff", b'{"format": 1e999}']
)
def test_a_description_that_is_none_is_refused(data, text):
    others = [(name, content) for name, content in entries(data) if name != "recording.json"]
    with pytest.raises(ArchiveRefused):
        unpack(zipped([("recording.json", text), *others]))


def test_other_ways_to_pack_are_refused(data):
    with pytest.raises(ArchiveRefused, match="packed by method"):
        unpack(zipped(entries(data), zipfile.ZIP_LZMA))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"rows": 91}, "bytes are no <f8"),
        ({"rows": 0}, "bytes are no <f8"),
        ({"digests": []}, "no digest"),
        ({"graph": [{"node": 1}]}, "no step"),
    ],
)
def test_numbers_that_contradict_the_description_are_refused(data, header, said):
    with pytest.raises(ArchiveRefused, match=said):
        unpack(changed(data, **header))


def test_rows_with_another_digest_are_refused(data, log):
    with pytest.raises(ArchiveRefused, match="whose digest"):
        archive.take(log, changed(data, digests=["0" * 64]))


@pytest.mark.parametrize(
    ("specification", "said"),
    [
        ({"version": 999}, "version 999"),
        ({"experiment": "alchemy"}, "alchemy is not an experiment here"),
        ({"config": {"eta": 1e9}}, "eta = 1000000000.0 is outside"),
    ],
)
def test_a_specification_that_is_not_of_here_is_refused(data, log, specification, said):
    (one,) = unpack(data).header.specifications
    with pytest.raises(ArchiveRefused, match=said):
        archive.take(log, changed(data, specifications=[one.model_copy(update=specification)]))
    assert not log.newest(9)


def test_an_import_that_fails_midway_leaves_nothing(data, log):
    log.query("CREATE TRIGGER full BEFORE INSERT ON checkpoints BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(LabError, match="disk full"):
        archive.take(log, data)
    tables = ("recordings", "members", "chunks", "marks", "runs")
    assert [len(log.query(f"SELECT * FROM {table}")) for table in tables] == [0] * 5
    log.query("DROP TRIGGER full")
    assert log.recording(archive.take(log, data)).state == "done"


def test_a_shipped_file_comes_once_more_when_a_new_setting_has_renamed_its_runs(log):
    before = shipping.ship(log, "memory-hierarchy")
    assert before
    assert not shipping.unshipped(log, "memory-hierarchy")
    with log.transaction() as database:
        database.execute("PRAGMA defer_foreign_keys = ON")
        for table in ("runs", "members"):
            database.execute(f"UPDATE {table} SET run = 'x' || substr(run, 2)")
    after = shipping.ship(log, "memory-hierarchy")
    assert len(after) == len(before)
    assert not shipping.unshipped(log, "memory-hierarchy")
    assert {log.recording(one).state for one in before + after} == {"done"}


class Planted:
    """Writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def test_a_planted_pickle_is_only_bytes(data, log, tmp_path):
    whole = unpack(data)
    planted = pickle.dumps(Planted(tmp_path / "executed"))
    checkpoints = dict.fromkeys(whole.checkpoints, planted)
    taken = archive.take(log, pack(labrun.Content(whole.header, whole.columns, whole.snapshots, checkpoints)))
    for step in log.checkpoints(taken):
        with pytest.raises(BadInput, match="not a checkpoint"):
            checkpoint.unpack(log.checkpoint(taken, step))
    assert not (tmp_path / "executed").exists()


# --- what the lab ships


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """A store with what the lab ships."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAB_HOME", str(tmp_path_factory.mktemp("shipped")))
        yield shipping.shipped()


def test_every_shipped_file_is_small_and_comes_in_once(shipped):
    files = list(shipping.RECORDINGS.rglob("*.labrun"))
    assert len(shipped.newest(1000)) == len(files) > 0
    assert shipping.ship(shipped) == []
    assert max(path.stat().st_size for path in files) < 2**20


@pytest.mark.parametrize("path", sorted(shipping.RECORDINGS.rglob("*.labrun")), ids=lambda path: path.stem)
def test_a_shipped_file_s_rows_have_the_digests_that_it_names(path):
    whole = unpack(path.read_bytes())
    assert archive._digests(whole) == tuple(whole.header.digests)


def test_every_example_has_a_shipped_recording_that_it_shows(shipped):
    for experiment in experiments.every():
        for preset in experiment.everywhere:
            for run in specify(experiment.name, preset.name).members:
                assert shipped.shown(run.id).origin == "shipped"
