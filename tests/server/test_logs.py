"""A lab whose log machines read: each line is an object, whoever writes it and whatever strangers send."""

import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from lab.contract.settings import ROOT
from lab.runs.read.follow import watch
from lab.runs.store.log import Log
from lab.server.visitors import COOKIE
from tests.brought import bring
from tests.serving import Server, stocked

TOKEN = "0123456789abcdef-of-the-operator"
PLACE = "/srv/lab/secret"
"""A path in what is sent: a refusal leaves it out, and the log has it."""
FORGED = {"forged": 1}
ADDRESS = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}")
FAILING = """
from dataclasses import replace
from lab.contract.figure import Figure, Line
from tests.runs import tiny
PLOT = Figure("walk", "Walk", [{"type": "scatter", "mode": "lines"}], {}, [Line(0, "x")])
EXPERIMENT = replace(tiny.EXPERIMENT, group="Memory", package=__name__, figures=lambda _: (PLOT,))
"""
FAILS = {"experiment": "tiny", "fields": {"event": "raise", "steps": 90, "at": 70}}


def forges(server: Server, experiment: str, field: str) -> None:
    """Send a line of the log's form where a refusal quotes what was sent: in a path, a name and a value."""
    line = f"x {PLACE} \n{json.dumps(FORGED)}\n"
    assert server.http.get(f"/runs/{quote(line, safe='')}").status_code == 404
    for sent in ({field: line}, {line: 1}):
        answer = server.http.post("/runs", json={"experiment": experiment, "fields": sent})
        assert answer.status_code == 400, answer.text


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_each_line_is_an_object_that_names_what_it_is_about_and_no_secret(tmp_path: Path):
    brought = bring(
        tmp_path / "brought",
        "tiny",
        {"tiny": "failing"},
        {"failing/__init__.py": FAILING, "failing/story.md": "# It fails\n"},
    )
    settings = {"LAB_LOGS": "json", "LAB_ADMIN_TOKEN": TOKEN}
    paths = os.pathsep.join(map(str, (brought, ROOT)))
    with Server(stocked(tmp_path / "home"), PYTHONPATH=paths, **settings) as server:
        answer = server.http.post("/runs", json=FAILS)
        assert answer.status_code == 202, answer.text
        (recording,) = answer.json()["recordings"]
        states = [info.state for info in watch(Log(server.home / "log.sqlite"), recording)]
        assert states[-1] == "failed"
        forges(server, "tiny", "event")
        assert server.http.get("/operator", auth=("operator", TOKEN)).status_code == 200
        foreign = {"Origin": "https://192.0.2.7"}
        assert server.http.post("/runs", json=FAILS, headers=foreign).status_code == 403
        cookie = server.http.cookies[COOKIE]
        server.end()
    supervisor = (server.home / "supervisor.log").read_text(encoding="utf-8")
    web, others = lines(server.output), lines(supervisor)
    assert {line["process"] for line in web} == {"web"}
    assert {line["process"] for line in others} <= {"supervisor", "forkserver", "worker"}
    assert all({"time", "level", "process", "logger", "message"} <= set(line) for line in [*web, *others])
    (failed,) = [line for line in others if line["level"] == "error"]
    assert (failed["process"], failed["recording"]) == ("worker", recording)
    assert failed["traceback"].endswith("ZeroDivisionError: the\nwalk fell")
    assert "…/tests/runs/walk.py" in failed["traceback"]
    assert [line["level"] for line in web if "an address" in line["message"]] == ["warning"]
    assert len([line for line in web if "…/secret" in line["message"]]) == 2
    assert not [line for line in web if "forged" in line]
    whole = server.output + supervisor
    for secret in (cookie, cookie.partition(".")[0], TOKEN, PLACE, str(server.home), str(ROOT)):
        assert secret not in whole, secret
    assert set(ADDRESS.findall(whole)) <= {"127.0.0.1", "0.0.0.0"}


def test_what_a_visitor_sends_ends_no_line_of_a_log_for_people_either(serve):
    server: Server = serve()
    forges(server, "adam-spikes", "steps")
    assert server.output.count("forged") > 0
    assert not [line for line in server.output.splitlines() if line.startswith("{")]
