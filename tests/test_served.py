"""One function begins every address; the server of a store says in it where it is reached."""

import signal
import subprocess
import sys

import pytest

from lab import address, served
from lab.errors import LabError


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.delenv("LAB_PUBLIC_URL", raising=False)
    monkeypatch.setenv("LAB_HOME", str(tmp_path))
    return tmp_path


def test_the_public_address_goes_before_all_others_and_loses_its_slash(monkeypatch, home):
    monkeypatch.setenv("LAB_PUBLIC_URL", "https://lab.example/")
    with served.serving(home, "http://localhost:8611"):
        assert address.base("http://127.0.0.1:8611/") == "https://lab.example"


def test_who_asks_is_answered_with_the_address_that_he_used(home):
    with served.serving(home, "http://localhost:8611"):
        assert address.base("http://127.0.0.1:8611/") == "http://127.0.0.1:8611"


def test_a_server_is_known_by_its_address_while_it_serves_and_no_longer(home):
    assert address.base() == "http://localhost:8501"
    with served.serving(home, "http://localhost:8611"):
        assert address.base() == served.served(home) == "http://localhost:8611"
    assert address.base() == "http://localhost:8501"
    assert (home / served.SERVED).read_text(encoding="utf-8") == ""


def test_a_store_has_one_server(home):
    with served.serving(home, "http://localhost:8611"):
        with pytest.raises(LabError) as refused, served.serving(home, "http://localhost:8612"):
            pass
        assert served.served(home) == "http://localhost:8611"
    assert str(refused.value) == (
        f"The store in {home} is served on http://localhost:8611 already: open that, or set LAB_HOME."
    )
    with served.serving(home, "http://localhost:8612"):
        assert served.served(home) == "http://localhost:8612"


KILLED = """
import os, signal, sys
from pathlib import Path
from lab.served import served, serving
home = Path(sys.argv[1])
with serving(home, "http://localhost:8611"):
    assert served(home)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_server_that_was_killed_leaves_no_address(home):
    done = subprocess.run([sys.executable, "-c", KILLED, str(home)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert (home / served.SERVED).read_text(encoding="utf-8") == "http://localhost:8611"
    assert served.served(home) == ""
