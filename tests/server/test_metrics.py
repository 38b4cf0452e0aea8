"""The operator's numbers: on an address of their own, and nowhere else."""

import httpx
import pytest

from tests.patience import PATIENCE
from tests.serving import Server, free_port, stocked


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory):
    """A server whose numbers can be asked for, and where."""
    where = f"127.0.0.1:{free_port()}"
    with Server(stocked(tmp_path_factory.mktemp("measured") / "home"), LAB_METRICS=where) as server:
        yield server, where


def test_they_are_what_prometheus_reads(measured):
    _, where = measured
    answer = httpx.get(f"http://{where}/metrics", timeout=PATIENCE)
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    numbers = {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}
    assert answer.headers["content-type"].startswith("text/plain")
    assert numbers['lab_recordings{state="done"}'] > 100
    assert (numbers["lab_supervisor"], numbers["lab_viewers"], numbers["lab_waiting_seconds"]) == (1, 0, 0)
    assert 0 < numbers["lab_store_bytes"] < numbers["lab_store_limit_bytes"]


def test_strangers_do_not_find_them(measured):
    server, _ = measured
    for path in ("/_stcore/metrics", "/live/metrics", "/health/metrics"):
        assert server.http.get(path).status_code == 404
    assert "lab_recordings" not in server.http.get("/metrics").text
