"""Fixtures that several parts share."""

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from lab.figures.exhibit import Exhibit, exhibit
from lab.runs.files.archive import take
from lab.runs.files.shipping import RECORDINGS
from lab.runs.names.specification import set_id, specify
from lab.runs.store.log import Log
from tests.serving import Server, stocked

PRESETS = ("fnn-sin", "quadratic", "quadratic-map")
"""One network, one parabola and one set."""

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # an example may take as long as a busy machine needs

# Who is started in the background ignores Ctrl-C, and hands that on to every process of a test.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--recompute", type=int, default=1, help="how many of each experiment's runs to repeat")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for all tests that leave it running."""
    with Server(stocked(tmp_path_factory.mktemp("server") / "home")) as started:
        yield started


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start a server of the test's own, with settings of its own; it is ended with the test."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(Server(stocked(tmp_path / "home"), **settings))


@pytest.fixture(scope="session")
def subjects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Exhibit]:
    """What is sent on of each of these examples."""
    log = Log(tmp_path_factory.mktemp("subjects") / "log.sqlite")
    for name in PRESETS:
        take(log, (RECORDINGS / "adam-spikes" / f"{name}.labrun").read_bytes(), origin="shipped")
    return {name: exhibit(log, set_id(specify("adam-spikes", name).members)) for name in PRESETS}
