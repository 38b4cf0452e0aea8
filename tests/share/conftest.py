"""A store with the shipped recordings of one network, one parabola and one set."""

import pytest

from lab.runs.archive import take
from lab.runs.log import Log
from lab.runs.shipping import RECORDINGS
from lab.runs.specification import members, set_id, specify
from lab.share.subject import Subject, subject

PRESETS = ("fnn-sin", "quadratic", "quadratic-map")


@pytest.fixture(scope="session")
def subjects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Subject]:
    """What is sent on of each of these examples."""
    log = Log(tmp_path_factory.mktemp("share") / "log.sqlite")
    for name in PRESETS:
        take(log, (RECORDINGS / "adam-spikes" / f"{name}.labrun").read_bytes(), origin="shipped")
    return {name: subject(log, set_id(members(specify("adam-spikes", name)))) for name in PRESETS}
