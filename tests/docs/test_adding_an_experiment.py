"""The guide's experiment is built from its text, and runs."""

import json
import re

import pytest

from lab.runs.service.client import Client
from tests.docs.guide import Guide

GUIDE = Guide("adding-an-experiment")
LINE = re.search(r"`(\"heavy-ball\": .*?,)`", GUIDE.text)[1]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    copy = GUIDE.built(tmp_path_factory.mktemp("guide"), ("lab", "tests", "pages"))
    before = "PACKAGES = {\n"
    copy.replace("lab/experiments/__init__.py", before, f"{before}    {LINE}\n")
    yield copy
    Client(copy.root / "home").shutdown()


def test_the_experiment_itself_has_at_most_150_lines():
    code = [text for name, text in GUIDE.files.items() if name.startswith("lab/") and name.endswith(".py")]
    written = [line for text in code for line in text.splitlines() if line.strip()]
    assert len(code) == 4
    assert len(written) <= 150


def test_it_runs_from_the_command_line_and_overshoots(copy):
    printed = copy.python("lab.cli", "run", "heavy-ball", "--json")
    rows = [json.loads(line) for line in printed.splitlines()]
    assert [row["step"] for row in rows] == list(range(200))
    assert min(row["theta"] for row in rows) < 0
    glide = copy.python("lab.cli", "run", "heavy-ball", "--preset", "glide", "--json")
    assert min(json.loads(line)["theta"] for line in glide.splitlines()) > 0


def test_it_passes_what_every_experiment_must_pass(copy):
    printed = copy.python(
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
    copy.clean([*GUIDE.files])
