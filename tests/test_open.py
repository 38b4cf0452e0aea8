"""`lab.open` with a link: the run of the page, or a sentence about what nobody ran."""

import pytest

import lab
from lab.contract.errors import NotFound
from lab.runs.files import archive, shipping
from lab.runs.names.specification import specify
from lab.runs.store.log import Log


def test_a_link_opens_the_run_it_names_and_says_what_nobody_ran(monkeypatch, tmp_path):
    monkeypatch.setenv("LAB_HOME", str(tmp_path))
    log = Log()
    archive.take(log, (shipping.RECORDINGS / "adam-spikes" / "quadratic.labrun").read_bytes())
    monkeypatch.setattr(shipping, "shipped", lambda: log)
    run = specify("adam-spikes", "quadratic")
    by_settings = lab.open("http://localhost:8501/adam-spikes?preset=quadratic")
    assert by_settings.id == lab.open(f"https://lab.example/s/{run.id}").id == run.id
    assert len(by_settings.frame) == run.config.values()["steps"]
    with pytest.raises(NotFound, match="nobody has run these settings"):
        lab.open("http://localhost:8501/adam-spikes?preset=quadratic&eta=0.07")
