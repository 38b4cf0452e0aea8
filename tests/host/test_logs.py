"""What a log says is private, and a line whoever prints it."""

import io
import json
import logging
import os
import subprocess
import sys

import pytest

from lab.contract.settings import PACKAGE, home
from lab.host.logs import Objects, Plain
from lab.host.private import private

PROGRAM = """
import logging, sys, threading, warnings
from lab.host import logs
logs.begin("worker", recording="r1")
print("two\\nlines", end="")
print(" and more")
print(file=sys.stderr)
warnings.warn("old")
logging.getLogger("theirs").addHandler(logging.StreamHandler())
logs.adopt()
logging.getLogger("theirs").error("once", extra={"recording": "r2"})
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
sys.stdout.write("a beginning")
{}["missing"]
"""


def record(message: str) -> logging.LogRecord:
    return logging.LogRecord("lab", logging.ERROR, "", 0, message, None, None)


def test_all_that_a_process_prints_logs_and_dies_of_is_an_object_a_line():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "LAB_LOGS": "json"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    (printed,) = map(json.loads, done.stdout.splitlines())
    assert (printed["level"], printed["message"]) == ("info", "two\nlines and more")
    warned, once, thread, end = map(json.loads, done.stderr.splitlines())
    assert "UserWarning: old" in warned["message"]
    assert (once["logger"], once["message"], once["recording"]) == ("theirs", "once", "r2")
    assert (thread["level"], end["level"]) == ("error", "critical")
    assert [line["traceback"].rpartition("\n")[2] for line in (thread, end)] == [
        "ZeroDivisionError: division by zero",
        "KeyError: 'missing'",
    ]
    assert {line["recording"] for line in (printed, warned, thread, end)} == {"r1"}
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (f"{home()}/log.sqlite cannot be read.", "…/log.sqlite cannot be read."),
        (f'File "{PACKAGE}/api.py", line 3', 'File "…/lab/api.py", line 3'),
        ("No space left: '/var/lib/lab/x'", "No space left: '…/x'"),
        ("from ('203.0.113.9', 4711)", "from ('an address', 4711)"),
        ("from 2001:db8::7 at 12:30:11", "from an address at 12:30:11"),
        ("http://127.0.0.1:8501 of torch 2.13.0", "http://127.0.0.1:8501 of torch 2.13.0"),
        ("GET /r/ABCDE/state?token=" + 32 * "a", "GET /r/ABCDE/state?token=…"),
        ("Cookie: lab_visitor=" + 32 * "a" + ".b-_", "Cookie: …"),
        ("POST /room/12ab/" + 32 * "c" + "/state", "POST /room/12ab/…/state"),
        ("Authorization: Basic " + 32 * "Z", "Authorization: Basic …"),
        ("the token = 7 is outside", "the token = 7 is outside"),
        ("password is 'operators-own'", "password is '…'"),
    ],
)
def test_nobody_s_address_secret_or_path_is_said(monkeypatch, said, left):
    monkeypatch.setenv("LAB_ADMIN_TOKEN", "operators-own")
    assert private(said) == left


@pytest.mark.parametrize("end", ["\n", "\r", "\x85", "\u2028", "\x1b[2J"])
def test_what_is_quoted_ends_no_line_for_machines_or_people(end):
    forged = record(f"x{end}forged")
    line = Objects("web").format(forged)
    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"] == f"x{end}forged"
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Plain())
    handler.emit(forged)
    assert written.getvalue() == f"x{repr(end)[1:-1]}forged\n"
