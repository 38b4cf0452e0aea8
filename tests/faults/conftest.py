"""How often things are killed: a few times in the ordinary tests, `--faults=200` for a night."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.stage import Pulse, Stage
from tests.serving import Server, stocked


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--faults", type=int, default=2, help="how many times to kill things")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "faults" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(900 + 60 * int(config.getoption("--faults", default=2))))


@pytest.fixture
def faults(request: pytest.FixtureRequest) -> int:
    """How often to kill."""
    # Without tests/faults on the command line the option is not known in time.
    return int(request.config.getoption("--faults", default=2))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A server that was here before, and its pulse."""
    with (
        Server(stocked(tmp_path / "home"), LAB_QUEUE_PER_VISITOR="64") as server,
        Pulse(server.url) as pulse,
    ):
        made = Stage(server, pulse)
        yield made
        made.bell.close()
