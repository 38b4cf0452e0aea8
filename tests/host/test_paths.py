"""What strangers read names no path of the machine."""

import json

import pytest

from lab.contract.settings import ROOT, home
from lab.host.paths import INSTEAD, pathless
from lab.server.resource import refusal


@pytest.mark.parametrize(
    "sentence",
    [
        f"{home()}/log.sqlite cannot be read.",
        f"FileNotFoundError: [Errno 2] No such file or directory: '{ROOT}/assets/x.labrun'",
        "[Errno 28] No space left on device: '/var/lib/lab/log.sqlite-wal'",
        "/srv/lab is on a network (nfs4), where a log is not safe: set LAB_HOME.",
        'File "/usr/lib/python3.11/json/decoder.py", line 337',
    ],
)
def test_strangers_read_no_path_and_the_log_does(sentence, caplog):
    said = json.loads(bytes(refusal(sentence, 500).body))["error"]
    assert INSTEAD in said
    assert str(home()) not in said
    assert not any(part in said for part in ("sqlite", "labrun", "decoder", "/srv", "/var"))
    assert sentence in caplog.text


@pytest.mark.parametrize(
    "sentence",
    [
        "There is nothing at /runs/0123.",
        "/adam-spikes takes GET, POST, not PUT.",
        "eta = 3/4 is not a number: write https://lab.example/home/x or 0.75.",
    ],
)
def test_addresses_of_pages_stay(sentence):
    assert pathless(sentence) == sentence
