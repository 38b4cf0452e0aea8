"""What the operator sees and does, with a token and not without."""

import os
import subprocess
import sys

import httpx
import pytest

from tests.serving import Server, becomes, stocked

TOKEN = "0123456789abcdef0123456789abcdef"
QUADRATIC = {"experiment": "adam-spikes", "preset": "quadratic"}
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory):
    """A server with one place, whose operator has a token."""
    home = stocked(tmp_path_factory.mktemp("operated") / "home")
    with Server(home, LAB_ADMIN_TOKEN=TOKEN, LAB_WORKERS="1") as server:
        yield server


def operator(server: Server) -> httpx.Client:
    client = server.visitor()
    client.auth = ("anybody", TOKEN)
    return client


def launched(client: httpx.Client, steps: int) -> dict:
    answer = client.post("/runs", json={**QUADRATIC, "fields": {"steps": steps}})
    return {"status": answer.status_code, **answer.json()}


def admin(server: Server, *words: str, token: str = TOKEN) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LAB_HOME": str(server.home), "LAB_ADMIN_TOKEN": token}
    return subprocess.run(
        [sys.executable, "-m", "lab.cli", "admin", *words],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_without_the_token_it_is_closed(operated: Server, server: Server):
    assert (server.http.get("/operator").status_code, server.http.post("/operator").status_code) == (403, 403)
    for shown in (
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": "Basic x"},
        {"Authorization": "Basic eDp4"},
    ):
        for method in ("GET", "POST"):
            answer = operated.http.request(method, "/operator", headers=shown)
            assert (answer.status_code, "WWW-Authenticate" in answer.headers) == (401, True)
            assert answer.json() == {"error": "This is the operator's: give LAB_ADMIN_TOKEN as the password."}
    refused = admin(operated, "queue", token="")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == "`lab admin` needs LAB_ADMIN_TOKEN, the one with which the lab is served.\n"
    assert admin(operated, "queue", token="another").stderr.startswith("This is the operator's")


def test_it_shows_the_queue_with_true_waits_and_runs_empty_and_removes_a_person(operated: Server):
    with operator(operated) as mine, operated.visitor() as stranger:
        stranger.get("/")
        running = launched(stranger, 900_000)
        waiting = launched(stranger, 700_000)
        assert becomes(
            operated.process, lambda: mine.get("/operator").json()["queue"][0]["state"] == "running"
        )
        first, second = mine.get("/operator").json()["queue"]
        assert (first["run"], second["run"]) == (running["id"], waiting["id"])
        assert (first["waits"], second["state"]) == (0.0, "queued")
        assert 0 < second["waits"] <= first["seconds"] + 1
        assert waiting["id"] in admin(operated, "queue").stdout
        page = mine.get("/operator", headers=PAGE).text
        assert waiting["id"] in page
        assert "Let it run empty" in page

        assert admin(operated, "drain").stdout == "Nothing new begins; what waits ends first.\n"
        refused = launched(stranger, 300)
        assert (refused["status"], "starts nothing new" in refused["error"]) == (429, True)
        again = mine.post("/operator", data={"do": "go on"}, headers=PAGE)
        assert "Runs begin again." in again.text
        done = launched(stranger, 300)
        for run in (running, waiting):
            stranger.post(f"/runs/{run['id']}/commands", json={"command": "stop"})
        assert becomes(operated.process, lambda: mine.get("/operator").json()["queue"] == [])
        (held,) = mine.get("/operator").json()["store"]
        assert held["recordings"] == 3
        assert f"{held['visitor']}" in admin(operated, "store").stdout
        assert admin(operated, "remove", held["visitor"]).stdout == "3 recordings removed.\n"
        assert mine.get("/operator").json()["store"] == []
        assert stranger.get(f"/runs/{done['id']}").json()["recordings"] == []
        nothing = mine.post("/operator", json={"do": "remove", "what": held["visitor"]})
        assert (nothing.status_code, "has recorded nothing" in nothing.json()["error"]) == (404, True)


def test_what_the_operator_may_not_do_is_a_sentence(operated: Server):
    with operator(operated) as mine:
        for order in ({"do": "everything"}, {"do": "remove"}, {}, {"do": "remove", "what": "0" * 16}):
            answer = mine.post("/operator", json=order)
            assert answer.status_code in (400, 404)
            assert answer.json()["error"].endswith(".")
        assert mine.post("/operator", data={"do": "x" * 3000}).status_code == 400
        foreign = mine.post("/operator", json={"do": "drain"}, headers={"Origin": "https://evil.example"})
        assert foreign.status_code == 403
