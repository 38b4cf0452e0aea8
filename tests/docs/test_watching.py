"""The guide to watching one's own training, run as it stands; its tables say what is so."""

import os
import re
import subprocess
import sys

import pytest

from lab.contract.settings import ROOT
from lab.experiments.own.columns import COLUMNS
from lab.runs.files import own
from lab.runs.store.log import Log
from tests.documents import blocks, text

GUIDE = "docs/watching.md"


def test_the_example_is_a_run_with_the_columns_of_the_table(tmp_path, monkeypatch):
    monkeypatch.setenv("LAB_HOME", str(tmp_path))
    loop, after, _ = blocks(GUIDE, "python")
    names = {}
    exec(compile(loop, GUIDE, "exec"), names)
    w = names["w"]
    assert w.refused is None
    assert own.spools() == []
    exec(compile(after, GUIDE, "exec"), names)
    frame = names["frame"]
    assert frame["step"].tolist() == list(range(300))
    assert frame["loss"].iloc[-1] < frame["loss"].iloc[0] / 2
    table = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text(GUIDE), re.MULTILINE))
    assert table == COLUMNS
    assert set(frame.columns) == {"step", *table}


STATES = re.findall(r"^\| .+ \| .+ \| `(test_\w+)` \|$", text(GUIDE), re.MULTILINE)


@pytest.mark.parametrize("name", STATES)
def test_each_state_is_held_by_a_test(name):
    files = [*(ROOT / "tests" / "watching").glob("*.py"), *(ROOT / "tests" / "runs" / "files").glob("*.py")]
    assert sum(f"def {name}(" in path.read_text(encoding="utf-8") for path in files) == 1


def test_the_function_of_the_guide_is_branched_by_its_command(tmp_path):
    *_, function = blocks(GUIDE, "python")
    (tmp_path / "mine.py").write_text(function, encoding="utf-8")
    environment = {**os.environ, "LAB_HOME": str(tmp_path / "home")}

    def run(*arguments):
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return re.search(r"run=([0-9a-f]{16})", done.stderr)[1]

    parent = run("mine.py")
    (command,) = re.findall(r"`lab own branch RUN (--at .+?)`", text(GUIDE))
    branch = run("-m", "lab.cli", "own", "branch", parent, *command.split())
    log = Log(tmp_path / "home" / "log.sqlite")
    (info,) = log.recordings_of(branch)
    assert info.environment["parent"] == parent
    assert "agree to the bit up to step 250" in info.environment["batches"]
    assert info.last_step == 299


EXAMPLES = sorted(path.name for path in (ROOT / "docs" / "examples").glob("*.py"))


def test_the_guide_names_each_example():
    assert [name for name in EXAMPLES if f"examples/{name}" not in text(GUIDE)] == []


@pytest.mark.lessons
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs_and_is_measured(name, tmp_path, monkeypatch):
    """In a process of its own, on one core, with a store of its own."""
    monkeypatch.setenv("LAB_HOME", str(tmp_path))
    around = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(ROOT / "docs" / "examples" / name)]
    done = subprocess.run(
        command, env=around, capture_output=True, encoding="utf-8", timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    counts = re.findall(r"measured at (\d+) of (\d+) steps", done.stdout)
    assert counts
    assert len({count for count, _ in counts}) == 1
    assert int(counts[0][0]) >= 1
    assert len(re.findall(r"/own\?run=[0-9a-f]{16}", done.stdout)) == 1
    assert own.spools() == []
