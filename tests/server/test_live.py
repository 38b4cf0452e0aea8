"""The live connection: what is new, to everyone, once, from where each of them stands."""

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosed

from lab.contract.training import Mark
from lab.runs.names.specification import set_id
from lab.server.stream import CHUNKS
from tests.patience import PATIENCE
from tests.server.writing import Recorded, Viewer, quadratic
from tests.serving import Server


@pytest.fixture
def recorded(server: Server, request: pytest.FixtureRequest):
    """A recording of a run that no other test has."""
    return Recorded(server, quadratic(steps=1000, eta=(hash(request.node.name) % 10**6 + 1) * 1e-6))


def test_each_viewer_gets_what_follows_its_cursor_once_and_in_order(server: Server, recorded: Recorded):
    id, recording = recorded.runs[0].id, recorded.recording
    for _ in range(5):
        recorded.write(rows=3)
    with Viewer(server) as early, Viewer(server) as late:
        early.watch(id, **{recording: -1})
        late.watch(id, **{recording: 3})
        assert [chunk["number"] for chunk in early.chunks(4)] == [0, 1, 2, 3, 4]
        assert [chunk["number"] for chunk in late.chunks(4)] == [4]
        for number in range(5, 30):
            recorded.write(rows=2)
            one, other = early.until("chunk"), late.until("chunk")
            assert one["number"] == other["number"] == number
            assert (one["id"], one["recording"], one["members"]) == (id, recording, [id])
            steps = one["arrays"]["column:step"]
            assert (one["arrays"]["column:square"][:, 0] == steps**2).all()


def test_a_viewer_who_comes_back_misses_nothing_and_gets_nothing_twice(server: Server, recorded: Recorded):
    steps: list[float] = []
    cursor = -1
    for _ in range(6):
        recorded.write(rows=4)
        with Viewer(server) as viewer:
            viewer.watch(recorded.runs[0].id, **{recorded.recording: cursor})
            recorded.write(rows=1)
            for chunk in viewer.chunks(recorded.number - 1):
                steps += chunk["arrays"]["column:step"].tolist()
                cursor = chunk["number"]
        recorded.write(rows=2)
    with Viewer(server) as viewer:
        viewer.watch(recorded.runs[0].id, **{recorded.recording: cursor})
        steps += viewer.chunks(recorded.number - 1)[0]["arrays"]["column:step"].tolist()
    assert steps == list(range(recorded.row))


def test_who_is_too_far_behind_is_told_to_read_the_history(server: Server, recorded: Recorded):
    id, recording = recorded.runs[0].id, recorded.recording
    for _ in range(CHUNKS + 2):
        recorded.write()
    with Viewer(server) as viewer:
        viewer.watch(id, **{recording: 0})
        assert viewer.until("resync")["id"] == id
        viewer.watch(id, **{recording: 1})
        assert [chunk["number"] for chunk in viewer.chunks(CHUNKS + 1)] == [*range(2, CHUNKS + 2)]


def test_who_stops_reading_is_told_so_and_holds_nobody_up(server: Server, recorded: Recorded):
    id, recording = recorded.runs[0].id, recorded.recording
    megabyte = np.zeros((1, 2**17))
    recorded.write()
    with Viewer(server, max_queue=1) as stuck, Viewer(server) as reader:
        stuck.watch(id, **{recording: -1})
        reader.watch(id, **{recording: -1})
        assert stuck.until("chunk")["number"] == 0
        before = server.memory
        for number in range(1, CHUNKS):
            recorded.write(snapshots={"theta": megabyte})
            assert reader.chunks(number)[-1]["number"] == number
        assert server.small(before + 60e6), (before, server.memory)
        assert stuck.until("resync")["id"] == id


def test_bytes_of_a_new_row_do_not_grow_with_the_run(server: Server, recorded: Recorded):
    with Viewer(server) as viewer:
        viewer.watch(recorded.runs[0].id, **{recorded.recording: -1})
        sizes = []
        for _ in range(200):
            recorded.write(rows=10)
            sizes.append(viewer.until("chunk")["bytes"])
    assert max(sizes) - min(sizes) <= 8  # the digits of its number and rows
    assert max(sizes) < 800


def test_a_member_of_a_batch_is_watched_alone_and_with_its_set(server: Server):
    batch = Recorded(server, quadratic(beta1s=[0.1, 0.2, 0.3], steps=1000))
    ids = [run.id for run in batch.runs]
    batch.log.remember_set(set_id(batch.runs), ids)
    with Viewer(server) as viewer:
        viewer.say(watch={id: {batch.recording: -1} for id in (ids[1], set_id(batch.runs))})
        picture = np.arange(6.0).reshape(3, 2)
        marks = [
            Mark("crossing-1", 1, 0, member=2),
            Mark("crossing-1", 1, 1, member=1, values={"height": 2.0}),
        ]
        batch.write(2, marks=marks, snapshots={"theta": picture})
        chunks = {chunk["id"]: chunk for chunk in (viewer.until("chunk"), viewer.until("chunk"))}
    alone, whole = chunks[ids[1]], chunks[set_id(batch.runs)]
    assert alone["members"] == [ids[1]]
    assert alone["arrays"]["column:square"].tolist() == [[1.0], [2.0]]
    assert alone["arrays"]["snapshot:theta"].tolist() == [[2.0, 3.0]]
    assert [(mark["member"], mark["at"]) for mark in alone["marks"]] == [(0, 1)]
    assert whole["members"] == ids
    assert whole["arrays"]["column:square"].tolist() == [[0.0, 1.0, 2.0], [1.0, 2.0, 3.0]]
    assert len(whole["marks"]) == 2


def test_states_are_told_at_each_change(server: Server, recorded: Recorded):
    id = recorded.runs[0].id
    with Viewer(server) as viewer, Viewer(server) as other:
        viewer.watch(id, **{recorded.recording: -1})
        other.watch(id)  # without naming a recording: told of what computes, sent no rows
        for seen in (viewer, other):
            assert seen.until("status")["state"] == "running"
        recorded.move("paused")
        for seen in (viewer, other):
            told = seen.until("status", state="paused")
            assert (told["id"], told["recording"], told["origin"]) == (id, recorded.recording, "here")
        recorded.write(rows=7)
        recorded.move("running")
        assert viewer.until("status", state="running", rows=7)["steps"] == 1000
        assert other.until("status", state="running")["progress"] == 7
        recorded.move("stopped")
        assert viewer.until("status", state="stopped")["error"] is None


def test_a_recording_that_begins_while_one_watches_is_announced(server: Server):
    (run,) = quadratic(steps=999)
    with Viewer(server) as viewer:
        viewer.watch(run.id)
        begun = Recorded(server, [run])
        begun.write()
        assert viewer.until("status")["recording"] == begun.recording
        viewer.watch(run.id, **{begun.recording: -1})
        assert viewer.until("chunk")["number"] == 0


def test_a_recording_that_is_removed_while_one_watches_takes_no_other_s_news_away(server: Server):
    gone, stays = (Recorded(server, quadratic(steps=steps)) for steps in (997, 998))
    with Viewer(server) as viewer:
        viewer.say(watch={one.runs[0].id: {one.recording: -1} for one in (gone, stays)})
        viewer.until("status", recording=gone.recording)
        with gone.log.transaction() as database:
            database.execute("DELETE FROM recordings WHERE recording = ?", (gone.recording,))
        for _ in range(4):  # once a second, by the look at everything
            viewer.until("status", recording=stays.recording)
    stays.move("stopped")


ID, OTHER = "0" * 16, "f" * 32
NONSENSE = [
    "",
    "nothing",
    "[]",
    "NaN",
    '{"watch": {"x": {}}}',
    f'{{"watch": {{"{ID}": {{"x": 0}}}}}}',
    f'{{"watch": {{"{ID}": {{"{OTHER}": -1}}}}}}',
    f'{{"watch": {{"{ID}": {{"{OTHER}": -2}}}}}}',
    f'{{"watch": {{"{ID}": {{"{OTHER}": 1e9}}}}}}',
    '{"watch": {}, "more": 1}',
    f'{{"command": "explode", "id": "{ID}"}}',
    f'{{"command": "pause", "id": "{ID}"}}',
    "[" * 50_000,
    " " * 70_000,
]


def test_nonsense_is_refused_in_a_sentence_and_the_connection_stays(server: Server, recorded: Recorded):
    recorded.write()
    with Viewer(server) as viewer:
        for text in NONSENSE:
            viewer.socket.send(text)
            assert viewer.until("refused")["error"].endswith("."), text
        viewer.socket.send(b"\0")
        assert viewer.until("refused")
        viewer.watch(recorded.runs[0].id, **{recorded.recording: 1})
        assert viewer.until("refused")["error"].endswith("chunks up to 0, not 1.")
        viewer.watch(recorded.runs[0].id, **{recorded.recording: -1})
        assert viewer.until("chunk")["number"] == 0


def test_viewers_are_bounded(serve):
    server: Server = serve(LAB_MAX_VIEWERS="1")
    with Viewer(server) as first:
        assert first.socket.ping().wait(PATIENCE)
        with Viewer(server) as second:
            assert second.next() == {"type": "refused", "error": "1 watch already; try again in a minute."}
            with pytest.raises(ConnectionClosed):
                second.next()
