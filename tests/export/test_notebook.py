"""The ready notebooks are made from the experiments, and their cells run."""

import json

import matplotlib as mpl
import pytest

from lab import experiments
from lab.export.notebook import FOLDER, notebook, source, write
from lab.runs.files import shipping
from lab.runs.names.specification import specify
from lab.runs.service.client import Client
from lab.runs.store.log import Log

mpl.use("agg")


@pytest.mark.parametrize("name", list(experiments.PACKAGES))
def test_every_experiment_has_a_notebook_that_is_one(name, tmp_path):
    (path,) = write([name], tmp_path)
    assert path.read_bytes() == (FOLDER / path.name).read_bytes(), "lab publish writes them anew"
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content == notebook(experiments.find(name))
    assert (content["nbformat"], len({cell["id"] for cell in content["cells"]})) == (4, len(content["cells"]))
    compile(source(path), name, "exec")


@pytest.mark.long
def test_the_cells_run_in_their_order(monkeypatch, tmp_path):
    monkeypatch.setenv("LAB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(shipping, "shipped", Log)  # importing all that is shipped takes longer than the cells
    (path,) = write(["adam-spikes"], tmp_path)
    said: dict[str, object] = {}
    try:
        exec(source(path).replace('preset="fnn-sin"', 'preset="quadratic", steps=50'), said)
    finally:
        Client().shutdown()
    assert len(said["run"].frame) == 50
    assert said["again"].id == specify("adam-spikes", "quadratic", steps=50).id
