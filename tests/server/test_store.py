"""What is done to the store while it is served."""

import os
from functools import partial

import httpx

from tests.serving import Server, becomes

QUADRATIC = {"experiment": "adam-spikes", "preset": "quadratic"}


def said(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["status"]


def done(server: Server, id: str) -> bool:
    return server.http.get(f"/runs/{id}").json()["recordings"][0]["state"] == "done"


def test_a_lab_whose_wal_is_deleted_goes_on_with_all_that_it_had(serve):
    server: Server = serve()
    run = server.http.post("/runs", json={**QUADRATIC, "fields": {"steps": 120}}).json()["id"]
    for again in (130, 140):
        (server.home / "log.sqlite-wal").unlink()
        assert said(server.http.get("/health")) == (200, "ok")
        assert server.http.get(f"/runs/{run}").status_code == 200
        more = server.http.post("/runs", json={**QUADRATIC, "fields": {"steps": again}})
        assert more.status_code in (200, 202)
        assert becomes(server.process, partial(done, server, more.json()["id"]))


def test_health_answers_where_the_store_does_not(serve):
    server: Server = serve()
    store, away = server.home / "log.sqlite", server.home / "away"
    os.rename(store, away)
    store.mkdir()
    assert said(server.http.get("/health")) == (503, "the store does not answer")
    store.rmdir()
    os.rename(away, store)
    assert said(server.http.get("/health")) == (200, "ok")
