"""Runs over HTTP, with a real supervisor and real workers."""

import io

import numpy as np
import pytest
from pandas import read_csv

from lab import experiments
from lab.api import Opened
from lab.runs.files import shipping
from lab.runs.format import parcel
from lab.runs.names.specification import Intervention, specify
from lab.runs.store.log import Log
from tests.server.writing import Recorded, Viewer, quadratic
from tests.serving import Server


def body(**fields: object) -> dict[str, object]:
    return {"experiment": "adam-spikes", "preset": "quadratic", "fields": fields}


def finished(server: Server, answer: dict) -> dict:
    """What is known of a run once it is done."""
    with Viewer(server) as viewer:
        viewer.watch(answer["id"], **dict.fromkeys(answer["recordings"], -1))
        viewer.until("status", state="done")
    return server.http.get(f"/runs/{answer['id']}").json()


@pytest.fixture(scope="module")
def trained(server: Server) -> dict:
    """A short run, started and done."""
    answer = server.http.post("/runs", json=body(steps=300))
    assert answer.status_code == 202
    return finished(server, answer.json())


@pytest.fixture(scope="module")
def swept(server: Server) -> dict:
    """A set of three, trained as one batch."""
    answer = server.http.post("/runs", json=body(steps=200, beta1s=[0.5, 0.8, 0.9]))
    return finished(server, answer.json())


def test_a_run_is_started_once_and_known_to_everyone(server: Server, trained: dict):
    run = specify("adam-spikes", "quadratic", steps=300)
    assert (trained["id"], trained["specification"]) == (run.id, run.specification)
    (recording,) = trained["recordings"]
    assert (recording["state"], recording["rows"], recording["mine"]) == ("done", 300, True)
    again = server.http.post("/runs", json=body(steps=300))
    assert (again.status_code, again.json()["recordings"]) == (200, [recording["recording"]])
    with server.visitor() as other:
        seen = other.get(f"/runs/{run.id}").json()
    assert seen["recordings"] == [{**recording, "mine": False}]


def test_a_page_from_before_an_upgrade_starts_no_run_of_another_version(server: Server):
    version = experiments.find("adam-spikes").version
    assert server.http.post("/runs", json={**body(steps=300), "version": version}).is_success
    answer = server.http.post("/runs", json={**body(steps=300), "version": version - 1})
    assert (answer.status_code, answer.json()["error"]) == (
        409,
        f"This page is of version {version - 1} of adam-spikes, and the lab has been upgraded to version "
        f"{version}: open the page anew.",
    )


def test_trained_again_the_digests_agree(server: Server, trained: dict):
    answer = server.http.post("/runs", json={**body(steps=300), "again": True})
    assert answer.status_code == 202
    second, first = finished(server, answer.json())["recordings"]
    assert first["recording"] != second["recording"]
    assert first["digests"] == second["digests"] != [""]


def test_a_set_is_one_recording_whose_members_are_found_alone(server: Server, swept: dict):
    assert [one["coordinates"] for one in swept["members"]] == [{"beta1": b} for b in (0.5, 0.8, 0.9)]
    (recording,) = swept["recordings"]
    assert recording["members"] == [one["run"] for one in swept["members"]]
    alone = server.http.get(f"/runs/{swept['members'][1]['run']}").json()
    assert alone["recordings"][0]["members"] == [None, swept["members"][1]["run"], None]


def test_the_history_of_a_set_holds_each_member(server: Server, swept: dict):
    answer = server.http.get(f"/runs/{swept['id']}/history?series=loss,lambda_max/threshold&points=1000")
    header, arrays = parcel.unpack(answer.content)
    assert header["members"] == [one["run"] for one in swept["members"]]
    assert header["recordings"] == {one["recording"]: one["number"] for one in swept["recordings"]}
    for member in range(3):
        assert (arrays[f"x:0:{member}"] == np.arange(200)).all()


@pytest.mark.parametrize("which", ["trained", "swept"])
def test_the_table_is_that_of_the_command_line(server: Server, request: pytest.FixtureRequest, which: str):
    known = request.getfixturevalue(which)
    fields = {"trained": {"steps": 300}, "swept": {"steps": 200, "beta1s": [0.5, 0.8, 0.9]}}[which]
    runs = specify("adam-spikes", "quadratic", **fields).members
    uuids = [one["recording"] for one in known["recordings"]][-1:]
    frame = Opened(Log(server.home / "log.sqlite"), runs, uuids).frame
    answer = server.http.get(f"/runs/{known['id']}/export/csv")
    lines = answer.text.splitlines(keepends=True)
    comments = [line for line in lines if line.startswith("#")]
    assert "".join(lines[len(comments) :]) == frame.to_csv(index=False)
    assert read_csv(io.StringIO(answer.text), comment="#").equals(frame)
    told = {f"# {name}: {value}\n" for name, value in known["recordings"][-1]["environment"].items()}
    assert told <= set(comments)
    assert "# @misc{bai2025,\n" in comments
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{known["id"]}.csv"'


def test_what_is_said_of_a_run(server: Server, trained: dict):
    sentence = server.http.get(f"/runs/{trained['id']}/describe?step=10").json()
    assert sentence["step"] == 10
    assert sentence["text"].startswith("Step 10")
    outcomes = {one["outcome"] for one in server.http.get(f"/runs/{trained['id']}/verdicts").json()}
    assert outcomes <= {"holds", "does not hold", "not observed"} != set()


def test_get_starts_nothing(server: Server):
    run = specify("adam-spikes", "quadratic", steps=301)
    for rest in ("", "/history?series=loss", "/describe?step=0", "/verdicts", "/export/csv", "/commands"):
        assert server.http.get(f"/runs/{run.id}{rest}").status_code in (404, 405)
    assert server.http.get("/runs", params={"experiment": "adam-spikes", "steps": 301}).status_code == 405
    assert server.http.get(f"/runs/{run.id}").status_code == 404


REFUSED = [
    ({}, 400, "experiment: Field required"),
    ({"experiment": "alchemy"}, 404, "alchemy is not an experiment here"),
    ({"experiment": "adam-spikes", "preset": "none"}, 400, "none is not an example of adam-spikes"),
    (body(eta=3e9), 400, "eta = 3000000000.0 is outside 1e-06 … 10.0 (log). Try eta=0.01."),
    (body(eta="nan"), 400, "eta = "),
    (body(colour=1), 400, "colour is not a setting here"),
    (body(beta1s=list(np.linspace(0, 0.9, 40)), beta2s=list(np.linspace(0, 0.9, 40))), 400, "are 1600 runs"),
    ({**body(), "surprise": 1}, 400, "surprise: Extra inputs are not permitted"),
    ({**body(), "interventions": [[1]]}, 400, "interventions is a list of [step, name, value]."),
    ({**body(), "interventions": [[1, "seed", 2]]}, 400, "seed cannot be changed in the middle of a run"),
    ({"experiment": "adam-spikes", "fields": {"steps": 1_000_000}}, 429, "is the limit here"),
]


@pytest.mark.parametrize(("given", "code", "sentence"), REFUSED)
def test_what_may_not_be_started_is_refused_in_a_sentence(server: Server, given, code, sentence):
    answer = server.http.post("/runs", json=given)
    assert answer.status_code == code
    assert sentence in answer.json()["error"]


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"experiment": NaN}', "[" * 50_000, "\0"])
def test_what_is_not_json_is_refused(server: Server, text: str):
    assert server.http.post("/runs", content=text).status_code == 400


@pytest.mark.parametrize(
    ("rest", "code"),
    [
        ("history?series=loss;drop", 400),
        ("history?series=loss/", 400),
        ("history?series=nothing", 400),
        ("history?series=loss&points=1", 400),
        ("history?series=loss&points=1e3", 400),
        ("history?series=loss&from=-1", 400),
        ("history?series=loss&to=٣", 400),
        ("describe", 400),
        ("describe?step=x", 400),
        ("export/pickle", 404),
        ("nothing", 404),
    ],
)
def test_a_malformed_question_is_refused_in_a_sentence(server: Server, trained: dict, rest: str, code: int):
    answer = server.http.get(f"/runs/{trained['id']}/{rest}")
    assert answer.status_code == code
    assert answer.json()["error"].endswith(".")


@pytest.mark.parametrize("id", ["0" * 16, "0" * 15, "0" * 17, "G" * 16, "0000000000000000 ", "..%2f.."])
@pytest.mark.parametrize("rest", ["", "/history?series=loss", "/describe?step=0", "/verdicts", "/export/csv"])
def test_unknown_and_malformed_ids_are_not_found(server: Server, id: str, rest: str):
    assert server.http.get(f"/runs/{id}{rest}").status_code in (400, 404)


def test_a_run_is_commanded_by_its_visitor_alone(server: Server):
    started = server.http.post("/runs", json=body(steps=900_000, eta=0.05)).json()
    path = f"/runs/{started['id']}/commands"
    with server.visitor() as other:
        foreign = other.post(path, json={"command": "stop"})
    assert (foreign.status_code, "started" in foreign.json()["error"]) == (403, True)
    cookie = {"Cookie": f"lab_visitor={server.http.cookies['lab_visitor']}"}
    with Viewer(server, additional_headers=cookie) as viewer:
        viewer.watch(started["id"], **dict.fromkeys(started["recordings"], -1))
        viewer.until("chunk")
        viewer.say(command="pause", id=started["id"])
        paused = viewer.until("status", state="paused")["rows"]
        assert server.http.post(path, json={"command": "resume"}).json() == {"state": "running"}
        viewer.until("status", state="running")
        assert server.http.post(path, json={"command": "stop"}).status_code == 200
        assert viewer.until("status", state="stopped")["rows"] >= paused
    gone = server.http.post(path, json={"command": "pause"})
    assert (gone.status_code, started["id"] in gone.json()["error"]) == (409, True)


def test_a_run_is_deleted_by_its_visitor_alone_and_from_a_page_of_this_server(server: Server):
    known = finished(server, server.http.post("/runs", json=body(steps=320)).json())
    path = f"/runs/{known['id']}/delete"
    with server.visitor() as other:
        foreign = other.post(path, json={})
    assert foreign.status_code == 403
    assert foreign.json()["error"] == f"Somebody else recorded {known['id']}: only they can delete it."
    assert server.http.post(path, json={}, headers={"Origin": "https://elsewhere.example"}).status_code == 403
    assert server.http.post(path, json={"all": True}).status_code == 400
    child = server.http.post(f"/runs/{known['id']}/branches", json={"at": 5, "set": {"epsilon": 0.1}}).json()
    finished(server, child)
    needed = server.http.post(path, json={})
    assert (needed.status_code, needed.json()["error"]) == (
        403,
        f"{known['id']} is needed by a branch: its recordings stay.",
    )
    gone = server.http.post(f"/runs/{child['id']}/delete", json={})
    assert (gone.status_code, gone.json()) == (200, {"deleted": child["recordings"]})
    assert server.http.post(path, json={}).status_code == 200
    assert server.http.get(f"/runs/{known['id']}").json()["recordings"] == []
    assert server.http.post(path, json={}).status_code == 404


def test_what_came_with_the_lab_or_computes_is_not_deleted(server: Server):
    started = server.http.post("/runs", json=body(steps=900_000, eta=0.04)).json()
    computing = server.http.post(f"/runs/{started['id']}/delete", json={})
    assert (computing.status_code, "stop it first" in computing.json()["error"]) == (409, True)
    server.http.post(f"/runs/{started['id']}/commands", json={"command": "stop"})
    shipping.ship(Log(server.home / "log.sqlite"), "adam-spikes")
    shipped = server.http.post(f"/runs/{specify('adam-spikes', 'quadratic').id}/delete", json={})
    assert (shipped.status_code, "came with the lab" in shipped.json()["error"]) == (403, True)


def test_one_visitor_may_not_fill_the_queue(serve):
    server: Server = serve(LAB_WORKERS="1", LAB_QUEUE_PER_VISITOR="1", LAB_MAX_SECONDS="3600")
    with server.visitor() as nameless:
        first, second = (nameless.post("/runs", json=body(steps=steps)) for steps in (900_000, 900_001))
        assert (first.status_code, second.status_code) == (202, 429)
    with server.visitor() as other:
        other.get("/adam-spikes")  # who has a cookie of ours is not one of those who have none
        waiting = other.post("/runs", json=body(steps=900_002))
    assert (waiting.status_code, waiting.json()["state"]) == (202, "queued")


def test_what_is_recorded_of_a_run_that_failed_is_still_shown(server: Server):
    recorded = Recorded(server, quadratic(steps=302))
    recorded.write(rows=5)
    recorded.move("failed")
    known = server.http.get(f"/runs/{recorded.runs[0].id}").json()
    assert known["recordings"][0]["state"] == "failed"
    header, arrays = parcel.unpack(
        server.http.get(f"/runs/{recorded.runs[0].id}/history?series=square").content
    )
    assert (arrays["y:0:0"] == np.arange(5.0) ** 2).all()
    assert header["recordings"] == {recorded.recording: 0}


def test_a_run_begins_with_a_step_goes_on_after_a_stop_and_ends_as_if_nothing_had_been(server: Server):
    started = server.http.post("/runs", json={**body(steps=400, eta=0.07), "paused": True}).json()
    path = f"/runs/{started['id']}/commands"
    with Viewer(server) as viewer:
        viewer.watch(started["id"], **dict.fromkeys(started["recordings"], -1))
        viewer.until("status", state="paused")
        assert server.http.post(path, json={"command": "step"}).json() == {"state": "paused"}
        assert viewer.until("chunk", rows=1)["row"] == 0
        server.http.post(path, json={"command": "stop"})
        viewer.until("status", state="stopped")
        with server.visitor() as other:
            assert other.post(path, json={"command": "resume"}).status_code == 403
        assert server.http.post(path, json={"command": "resume"}).json()["state"] in ("queued", "running")
        viewer.until("status", state="done")
    again = server.http.post("/runs", json={**body(steps=400, eta=0.07), "again": True}).json()
    second, first = finished(server, again)["recordings"]
    assert second["digests"] == first["digests"]


def test_a_run_is_branched_at_a_mark_and_both_know_of_each_other(server: Server):
    betas, mark = {"beta1": 0.5, "beta2": 0.9}, "crossing-1"
    parent = finished(server, server.http.post("/runs", json=body(steps=310, **betas)).json())
    path = f"/runs/{parent['id']}/branches"
    answer = server.http.post(path, json={"at": mark, "set": {"epsilon": 0.1}})
    assert answer.status_code == 202
    started = answer.json()
    at = started["at"]
    run = specify("adam-spikes", "quadratic", [Intervention(at, "epsilon", 0.1)], steps=310, **betas)
    assert (started["id"], started["members"], started["parent"]) == (run.id, [run.id], parent["id"])
    child = finished(server, started)
    (recording,) = child["recordings"]
    assert recording["begun"]["run"] == parent["id"]
    assert (recording["begun"]["shared"], recording["rows"]) == (at, 310)
    histories = [
        parcel.unpack(server.http.get(f"/runs/{id}/history?series=loss&points=1000").content)[1]["y:0:0"]
        for id in (parent["id"], child["id"])
    ]
    assert histories[0][:at].tobytes() == histories[1][:at].tobytes()
    assert histories[0][at + 1 :].tobytes() != histories[1][at + 1 :].tobytes()
    family = server.http.get(f"/runs/{parent['id']}").json()["family"]
    assert family["children"] == [child["family"]["here"]]
    assert family["children"][0] == {
        "run": run.id,
        "parent": parent["id"],
        "at": at,
        "joins": at,
        "set": {"epsilon": 0.1},
        "state": "done",
        "recording": recording["recording"],
    }
    for given, code in (({"at": at, "set": {}}, 400), ({"at": "peak-99", "set": {"epsilon": 1.0}}, 404)):
        assert server.http.post(path, json=given).status_code == code
    assert server.http.post(path, json={"at": 1.5, "set": {"epsilon": 1.0}}).status_code == 400


def test_a_run_is_changed_at_its_head_by_its_visitor_alone(server: Server):
    started = server.http.post("/runs", json=body(steps=900_000, eta=0.06)).json()
    path, order = f"/runs/{started['id']}/commands", {"command": "intervene", "set": {"eta": 0.01}}
    with Viewer(server) as viewer:
        viewer.watch(started["id"], **dict.fromkeys(started["recordings"], -1))
        viewer.until("chunk")
        with server.visitor() as other:
            assert other.post(path, json=order).status_code == 403
        answer = server.http.post(path, json=order).json()
        assert viewer.until("status", state="left")["progress"] == answer["at"]
        viewer.watch(answer["run"], **{answer["recording"]: -1})
        viewer.until("status", state="running", recording=answer["recording"])
    assert server.http.post(path, json=order).status_code == 409
    stop = server.http.post(f"/runs/{answer['run']}/commands", json={"command": "stop"})
    assert stop.json() == {"state": "stopped"}
