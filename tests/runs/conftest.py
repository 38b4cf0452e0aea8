"""The tiny experiment, for the tests that ask for it, and one supervisor for those that leave it running."""

from collections.abc import Iterator

import pytest

from lab.experiments import PACKAGES
from lab.runs.store.log import Log
from tests.runs.laboratory import Laboratory


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny experiment is known here, too."""
    monkeypatch.setitem(PACKAGES, "tiny", "tests.runs.tiny")


@pytest.fixture
def log(tmp_path, tiny) -> Log:
    """An empty log."""
    return Log(tmp_path / "home" / "log.sqlite")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    """A supervisor for the tests of a module."""
    with Laboratory(tmp_path_factory.mktemp("lab")) as started:
        yield started


@pytest.fixture
def lab(running: Laboratory, tiny: None) -> Laboratory:
    """A supervisor that other tests use, too."""
    return running
