"""What a late viewer reads: few points, and no spike missing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.contract.errors import BadInput
from lab.contract.training import Mark
from lab.runs.format import parcel
from lab.runs.names.specification import set_id
from lab.runs.read.decimation import picks
from lab.runs.read.history import Series, history
from lab.runs.read.recording import Recording
from tests.runs.laboratory import walk
from tests.runs.store.test_log import chunk

values = st.lists(
    st.floats(allow_nan=True, allow_infinity=True, width=32) | st.sampled_from([0.0, -1.0, 1e9]),
    min_size=1,
    max_size=300,
)


@given(values, st.integers(2, 80))
@settings(max_examples=150)
def test_the_picture_is_bounded_ordered_and_reaches_every_extreme(given_values, points):
    y, x = np.array(given_values), np.arange(len(given_values), dtype=float)
    rows = picks(x, y, points)
    assert len(rows) <= max(points, min(len(y), 2))
    assert (np.diff(rows) > 0).all()
    assert {rows[0], rows[-1]} == {0, len(y) - 1}
    finite = y[np.isfinite(y)]
    if points >= 8 and len(finite):
        assert {finite.min(), finite.max()} <= set(y[rows])
    if points >= 8 and (finite > 0).any():
        assert finite[finite > 0].min() in y[rows]  # what a logarithmic axis shows lowest
    if points >= 8 and not np.isfinite(y).all():
        ill = np.flatnonzero(~np.isfinite(y))
        assert {ill[0], ill[-1]} <= set(rows.tolist())  # where it began to diverge, and where it ended


@pytest.mark.parametrize("at", [0, 1, 498, 499, 500, 996, 997, 999])
def test_a_spike_survives_in_every_bucket_the_incomplete_last_one_too(at):
    y = np.zeros(1000)
    y[at] = 1.0
    assert at in picks(np.arange(1000.0), y, 37)


def test_a_curve_against_another_column_keeps_the_extremes_of_both():
    angle = np.linspace(0, 40, 5000)
    rows = picks(np.cos(angle), np.sin(angle), 100)
    assert {np.cos(angle).argmax(), np.cos(angle).argmin(), np.sin(angle).argmax()} <= set(rows.tolist())


@pytest.mark.parametrize("text", ["x", "lambda_max/threshold", "x@eta", "a/b@c"])
def test_series_are_read_as_they_are_written(text):
    assert str(Series.parse(text)) == text


@pytest.mark.parametrize("text", ["", "x/", "@x", "x@y@z", "x y", "a/b/c", "x" * 300])
def test_what_is_no_series_is_refused(text):
    with pytest.raises(BadInput, match="is not a series: write y, y/over, y@x or y/over@x"):
        Series.parse(text)


def record(log, runs, count, rows, values=None, *, state="done", **more):
    """A recording of `count` chunks of so many rows each; the column x is the step unless given."""
    recording = log.create(runs, owner="somebody", state="running")
    for number in range(count):
        steps = np.arange(number * rows, (number + 1) * rows)
        x = np.repeat(steps[:, None], len(runs), 1) if values is None else values[steps]
        extra = more if number == count - 1 else {}
        done = int(steps[-1]) + 1
        payload = chunk(number, row=done - rows, steps=steps, values=x, progress=done, **extra)
        log.append(recording, number, payload)
    if state != "running":
        log.move(recording, state)
    return log.recording(recording)


def read(log, id, infos, *series, points=100, start=None, stop=None):
    return parcel.unpack(history(log, id, infos, [Series.parse(one) for one in series], points, start, stop))


def test_a_million_rows_keep_every_spike_and_are_read_again_from_the_cache(log):
    runs = walk(steps=1_000_000)
    rng = np.random.default_rng(0)
    y = rng.random((1_000_000, 1))
    spikes = rng.choice(1_000_000, 100, replace=False)
    y[spikes] = 10 + rng.random((100, 1))
    info = record(log, runs, 100, 10_000, y)
    header, arrays = read(log, runs[0].id, [info], "x", points=2000)
    assert (header["rows"], header["last_step"], header["exact"]) == (1_000_000, 999_999, False)
    assert len(arrays["y:0:0"]) <= 2000
    highest = np.sort(y[spikes, 0])
    buckets = (2000 - 2) // 2  # two spikes of one bucket are one stroke: only its top is asked for
    size = -(-1_000_000 // buckets)
    tops = {float(y[spikes[spikes // size == bucket]].max()) for bucket in set(spikes // size)}
    assert tops <= set(arrays["y:0:0"].tolist())
    assert highest[-1] == arrays["y:0:0"].max()
    zoomed, exact = read(log, runs[0].id, [info], "x", points=2000, start=500_100, stop=500_899)
    assert zoomed["exact"]
    assert exact["y:0:0"].tolist() == y[500_100:500_900, 0].tolist()
    again, same = read(log, runs[0].id, [info], "x", points=2000)
    assert (again, same["y:0:0"].tobytes()) == (header, arrays["y:0:0"].tobytes())


def test_a_short_run_is_whole_with_its_bits(log):
    runs = walk(steps=6)
    odd = np.array([np.nan, -np.inf, np.inf, -0.0, 5e-324, 1.0])[:, None]
    info = record(log, runs, 2, 3, odd)
    header, arrays = read(log, runs[0].id, [info], "x", "x/step", "step@x")
    assert header["exact"]
    assert arrays["y:0:0"].tobytes() == odd.tobytes()
    assert arrays["x:0:0"].tolist() == [0, 1, 2, 3, 4, 5]
    assert np.isnan(arrays["y:1:0"][0])
    assert arrays["step:2:0"].tolist() == arrays["y:2:0"].tolist() == [0, 1, 2, 3, 4, 5]
    assert "step:0:0" not in arrays


def test_ranges_are_of_steps_and_include_their_ends(log):
    runs = walk(steps=40)
    info = record(log, runs, 4, 10)
    for start, stop, steps in (
        (5, 25, range(5, 26)),
        (None, 3, range(4)),
        (38, None, range(38, 40)),
        (99, 200, ()),
    ):
        _, arrays = read(log, runs[0].id, [info], "x", start=start, stop=stop)
        assert arrays["x:0:0"].tolist() == list(steps)


def test_a_set_lies_in_several_recordings_and_marks_count_in_its_members(log):
    runs = walk(steps=4, gammas=(0.1, 0.2, 0.3))
    log.remember_set(set_id(runs), [run.id for run in runs])
    mark = Mark("peak", 3, 2, 0, {})
    first = record(log, runs[:1], 1, 4)
    rest = record(log, runs[1:], 1, 4, marks=[mark])
    header, arrays = read(log, set_id(runs), [first, rest], "x")
    assert header["members"] == [run.id for run in runs]
    assert header["recordings"] == {first.recording: 0, rest.recording: 0}
    assert [one["member"] for one in header["marks"]] == [1]
    assert {f"{axis}:0:{member}" for axis in "xy" for member in range(3)} == set(arrays)
    alone, _ = read(log, runs[2].id, [rest], "x")
    assert (alone["members"], alone["marks"]) == ([runs[2].id], [])


def test_snapshots_come_as_of_the_asked_step(log):
    runs = walk(steps=4)
    shots = {("trail", 1): np.full((1, 2), 1.0), ("trail", 3): np.full((1, 2), 3.0)}
    info = record(log, runs, 1, 4, snapshots=shots)
    for stop, step in ((None, 3), (2, 1), (3, 3)):
        header, arrays = read(log, runs[0].id, [info], "x", stop=stop)
        ((shown,)) = header["snapshots"]
        assert (shown["name"], shown["step"], arrays[shown["array"]].tolist()) == (
            "trail",
            step,
            [[step, step]],
        )
        assert header["snapshot_steps"] == {"trail": [1, 3]}
    assert read(log, runs[0].id, [info], "x", stop=0)[0]["snapshots"] == []
    recording = Recording(log, info)
    assert recording.array("trail", 2).tolist() == [1, 1]
    assert recording.array("trail").tolist() == [3, 3]


def test_an_unknown_column_is_named_with_those_there_are(log):
    runs = walk(steps=4)
    info = record(log, runs, 1, 4)
    with pytest.raises(BadInput, match="loss is not a column here; there are step, x"):
        read(log, runs[0].id, [info], "loss")


def test_a_recording_is_one_moment_and_the_next_one_has_what_is_new(log):
    """A sentence of a run that computes takes several columns: they end with the same row."""
    runs = walk(steps=9, gammas=(0.1, 0.2))
    info = record(log, runs, 1, 4, state="running")
    before = [Recording(log, info, member) for member in (0, 1)]
    assert (before[0].columns, before[0].complete, before[0].config) == (
        ["x"],
        False,
        runs[0].config.resolved,
    )
    assert before[0].column("x").tolist() == [0, 1, 2, 3]
    more = chunk(1, row=4, steps=(4, 5), values=((40, 41), (50, 51)))
    log.append(info.recording, 1, more)
    after = [Recording(log, log.recording(info.recording), member) for member in (0, 1)]
    assert after[0].column("x").tolist() == [0, 1, 2, 3, 40, 50]
    assert after[1].column("x").tolist() == [0, 1, 2, 3, 41, 51]
    assert after[1].steps.tolist() == [0, 1, 2, 3, 4, 5]
    assert [one.column(name).size for one in before for name in ("x", "step")] == [4, 4, 4, 4]
    assert not after[1].column("x").flags.writeable
