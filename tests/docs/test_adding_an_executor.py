"""The guide's executor is built from its text, and a real run goes through it."""

import json
import re

import pytest

from lab.runs.service.client import Client
from tests.docs.guide import Guide

GUIDE = Guide("adding-an-executor")
LINE = re.search(r"`(\"niced\": .*?,)`", GUIDE.text)[1]
COMMAND = re.search(r"`LAB_EXECUTOR=niced \.venv/bin/lab (.*?)`", GUIDE.text)[1]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    copy = GUIDE.built(tmp_path_factory.mktemp("guide"), ("lab", "tests"))
    local = '"lab.runs.service.executors.local:LocalExecutor"'
    copy.replace("lab/runs/service/executors/__init__.py", f"{local}}}", f"{local}, {LINE}}}")
    copy.replace("lab/contract/settings.py", '("local",)', '("local", "niced")')
    copy.environment["LAB_EXECUTOR"] = "niced"
    yield copy
    Client(copy.root / "home").shutdown()


def test_it_is_known_and_can_be_made(copy):
    chosen = ("-k", "setting or every_executor", "-p", "no:cacheprovider")
    assert "3 passed" in copy.python("pytest", "tests/runs/service/test_executors.py", *chosen)


def test_a_real_run_goes_through_it(copy):
    printed = copy.python("lab.cli", *COMMAND.split(), "--json")
    assert [json.loads(line)["step"] for line in printed.splitlines()] == list(range(30))


def test_its_code_is_clean(copy):
    copy.clean(list(GUIDE.files))
