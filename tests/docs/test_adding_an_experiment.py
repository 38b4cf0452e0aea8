"""The guide's experiment is built from its text, and runs."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from lab.contract.settings import ROOT
from lab.runs.service.client import Client

TEXT = (ROOT / "docs" / "adding-an-experiment.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^`([\w./]+)`\n```\w+\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
LINE = re.search(r"`(\"heavy-ball\": .*?,)`", TEXT)[1]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The lab's source with the guide's files in their places, and the environment to run it in."""
    root = tmp_path_factory.mktemp("guide")
    for name in ("lab", "tests", "pages", "pyproject.toml"):
        source = ROOT / name
        copied = shutil.copytree if source.is_dir() else shutil.copy
        copied(source, root / name)
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    registry = root / "lab/experiments/__init__.py"
    listed = registry.read_text(encoding="utf-8")
    added = listed.replace("PACKAGES = {\n", f"PACKAGES = {{\n    {LINE}\n")
    registry.write_text(added, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(root), "LAB_HOME": str(root / "home")}
    yield root, environment
    Client(root / "home").shutdown()


def python(copy, *arguments):
    root, environment = copy
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=root, env=environment, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_experiment_itself_has_at_most_150_lines():
    code = [text for name, text in FILES.items() if name.startswith("lab/") and name.endswith(".py")]
    written = [line for text in code for line in text.splitlines() if line.strip()]
    assert len(code) == 4
    assert len(written) <= 150


def test_it_runs_from_the_command_line_and_overshoots(copy):
    printed = python(copy, "lab.cli", "run", "heavy-ball", "--json")
    rows = [json.loads(line) for line in printed.splitlines()]
    assert [row["step"] for row in rows] == list(range(200))
    assert min(row["theta"] for row in rows) < 0
    glide = python(copy, "lab.cli", "run", "heavy-ball", "--preset", "glide", "--json")
    assert min(json.loads(line)["theta"] for line in glide.splitlines()) > 0


def test_it_passes_what_every_experiment_must_pass(copy):
    printed = python(
        copy,
        "pytest",
        "tests/experiments/test_every.py",
        "tests/experiments/test_settings.py",
        "-k",
        "heavy or overshoot or swings",
        "-p",
        "no:cacheprovider",
    )
    assert int(re.search(r"(\d+) passed", printed)[1]) >= 26
    assert "failed" not in printed


def test_its_code_is_clean(copy):
    names = [name for name in FILES if name.endswith(".py")]
    assert "passed" in python(copy, "ruff", "check", "--no-cache", *names)
    assert "already formatted" in python(copy, "ruff", "format", "--check", "--no-cache", *names)
