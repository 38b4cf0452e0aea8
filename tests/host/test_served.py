"""One function begins every address; the server of a store says in it where it is reached."""

import signal
import socket
import subprocess
import sys

import pytest

from lab.contract.errors import LabError
from lab.host import address, served


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


@pytest.mark.parametrize(
    ("host", "opened"),
    [
        ("localhost", "http://localhost:8501"),
        ("127.0.0.1", "http://127.0.0.1:8501"),
        ("::1", "http://[::1]:8501"),
        ("[::1]", "http://[::1]:8501"),
        ("0.0.0.0", "http://localhost:8501"),
        ("::", "http://localhost:8501"),
        ("", "http://localhost:8501"),
    ],
)
def test_an_address_is_said_as_one_opens_it(host, opened):
    assert served.url(host, 8501) == opened
    assert served.url(host, 8501, "https", "/teach/lab/") == f"{opened.replace('http', 'https')}/teach/lab"


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_port_that_is_taken_is_named_with_its_address(family, host):
    with socket.create_server((host, 0), family=family) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LabError) as refused:
            served.check_can_listen(host, port)
        assert str(refused.value) == f"{served.url(host, port)} cannot be served: Address already in use."
    served.check_can_listen(host, port)


def test_an_address_of_another_network_is_refused():
    with pytest.raises(LabError) as refused:
        served.check_can_listen("192.0.2.1", 8501)  # kept for documentation, RFC 5737
    assert str(refused.value) == "http://192.0.2.1:8501 cannot be served: Cannot assign requested address."


KILLED = """
import os, signal, sys
from pathlib import Path
from lab.host.served import served, serving
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
