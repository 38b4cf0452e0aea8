"""A store has one server, and whoever ends does not end what others hold."""

import functools
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from lab.contract.settings import ROOT
from lab.host import served as lab_served
from lab.runs.read.follow import watch
from lab.runs.service.client import Client
from lab.runs.store.log import Log
from tests.serving import PATIENCE, Server, free_port

NOTEBOOK = """
import lab
run = lab.run("adam-spikes", preset="quadratic", steps=200_000)
print(run.id, run.link, flush=True)
input()
"""


def lab_serve(port: int, address: str = "localhost") -> list[str]:
    """The command that people give."""
    return [sys.executable, "-m", "lab.cli", "serve", "--port", str(port), "--address", address]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`lab serve` in some folder, with the folder `data` there as its home."""
    folder = tmp_path_factory.mktemp("served")
    with Server(folder / "data", lab_serve, folder, LAB_HOME="data") as started:
        yield started


def test_a_relative_home_is_the_folders_where_the_command_was_given(served):
    assert (served.home / "log.sqlite").exists()
    assert f"Learning Dynamics Lab: {served.url} (Ctrl-C ends it)\n" in served.output
    assert lab_served.served(served.home) == served.url


@pytest.mark.parametrize("address", ["::1", "[::1]"])
def test_an_address_of_ipv6_is_served_with_brackets_or_without(tmp_path, address):
    command = functools.partial(lab_serve, address=address)
    with Server(tmp_path / "home", command, host="[::1]") as server:
        assert f"Learning Dynamics Lab: {server.url} (Ctrl-C ends it)\n" in server.output
        assert lab_served.served(server.home) == server.url
        assert server.http.post("/runs", json={"experiment": "adam-spikes", "preset": "quadratic"}).is_success


@pytest.mark.parametrize(
    "command",
    [["lab.cli", "serve", "--port", "{}"], ["streamlit", "run", "app.py", "--server.port", "{}"]],
    ids=lambda command: command[0],
)
def test_a_second_server_says_where_the_store_is_served_and_ends(served, command):
    port = free_port()
    done = subprocess.run(
        [sys.executable, "-m", *(word.format(port) for word in command)],
        cwd=ROOT,
        env={**os.environ, "LAB_HOME": str(served.home)},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    assert done.stderr == (
        f"The store in {served.home} is served on {served.url} already: open that, or set LAB_HOME.\n"
    )
    assert (done.returncode, done.stdout.strip()) == (1, "")
    assert served.http.get("/health").json()["supervisor"]


def test_the_servers_end_leaves_what_a_notebook_holds(served):
    with subprocess.Popen(
        [sys.executable, "-c", NOTEBOOK],
        env={**os.environ, "LAB_HOME": str(served.home)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as notebook:
        id, link = notebook.stdout.readline().split()
        assert link == f"{served.url}/adam-spikes?run={id}"
        log, client = Log(served.home / "log.sqlite"), Client(served.home)
        (info,) = log.recordings_of(id)
        served.end()
        assert "Others hold the runs of this store" in served.output
        assert lab_served.served(served.home) == ""
        begun = log.recording(info.recording).number
        went_on = next(info for info in watch(log, info.recording) if info.number > begun + 2)
        assert went_on.state == "running"
        assert client.leave() is False
        notebook.communicate("\n")
    assert notebook.returncode == 0
    assert client.leave() is True
    assert log.recording(info.recording).state == "interrupted"
