"""The guide's experiment is built from its text, and runs."""

import json
import re
import sys

import pytest

from lab.runs.service.client import Client
from tests.brought import bring, heavy_ball
from tests.docs.guide import Copy, Guide

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


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The lab as it is, beside the guide's package and one that does not load."""
    folder = tmp_path_factory.mktemp("brought")
    target = bring(heavy_ball(folder), "broken", {"broken": "broken"}, {"broken.py": "1 / 0"})
    lab = Copy(folder)
    lab.environment |= {"PYTHONPATH": str(target)}
    yield lab
    Client(folder / "home").shutdown()


def test_it_runs_as_a_package_of_somebody_s_own(installed):
    printed = installed.python("lab.cli", "run", "heavy-ball", "--json")
    rows = [json.loads(line) for line in printed.splitlines()]
    assert [row["step"] for row in rows] == list(range(200))
    assert min(row["theta"] for row in rows) < 0
    code = "import lab; run = lab.run('heavy-ball'); print(run.id, len(run.frame), len(lab.experiments()))"
    id, *counts = installed.run(sys.executable, "-c", code).split()
    assert counts == ["200", "16"]
    branch = installed.python("lab.cli", "branch", id, "--at", "overshoot-1", "--beta", "0", "--json")
    assert len(branch.splitlines()) == 200
    link = f"http://localhost:8501/heavy-ball?run={id}"
    code = f"import lab; print([v.outcome for v in lab.open({link!r}).claims.values()])"
    assert installed.run(sys.executable, "-c", code) == "['holds']\n"


def test_a_broken_package_is_left_out_and_harms_no_other(installed):
    done = installed.tried(sys.executable, "-m", "lab.cli", "run", "broken")
    sentence = (
        "The experiment broken of broken 1.0 is left out: it does not load "
        "(ZeroDivisionError: division by zero).\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence * 2)


def test_runs_of_a_package_that_was_removed_stay_and_harm_nothing(installed):
    installed.python("lab.cli", "run", "heavy-ball", "--steps", "20")
    Client(installed.root / "home").shutdown()
    before = installed.python("lab.cli", "runs", "list", "--limit", "1000", "--json").splitlines()
    with_it = installed.environment.pop("PYTHONPATH")
    try:
        assert installed.python("lab.cli", "runs", "list", "--limit", "1000", "--json").splitlines() == before
        installed.python("lab.cli", "run", "adam-spikes", "--preset", "quadratic", "--steps", "20")
        gone = installed.tried(sys.executable, "-m", "lab.cli", "run", "heavy-ball")
        assert (gone.returncode, gone.stdout) == (2, "")
        assert gone.stderr.startswith("heavy-ball is not an experiment here; there are adam-spikes,")
    finally:
        Client(installed.root / "home").shutdown()
        installed.environment["PYTHONPATH"] = with_it
    assert installed.python("lab.cli", "runs", "list", "--limit", "1000", "--json").splitlines()[1:] == before
