"""A home that cannot be written: what is there is read, and all else is refused in one sentence."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lab.contract.settings import ROOT
from lab.runs.files.archive import load
from lab.runs.files.shipping import RECORDINGS
from lab.runs.names.specification import specify
from lab.runs.store.log import Log

OBEDIENT = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
"""Who is root obeys permissions, too, without these rights."""
ID = specify("adam-spikes", "quadratic").id
Lab = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A store with one recording in it, which nobody may change."""
    place = tmp_path / "home"
    file = next((RECORDINGS / "adam-spikes").glob("quadratic.labrun"))
    load(log := Log(place / "log.sqlite"), file)
    log.close()
    place.chmod(0o500)
    yield place
    place.chmod(0o700)


@pytest.fixture
def lab(home: Path) -> Lab:
    """Run `lab` as somebody who may not write there."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*OBEDIENT, sys.executable, "-m", "lab.cli", *arguments],
            cwd=ROOT,
            env={**os.environ, "LAB_HOME": str(home), **settings},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )

    return run


def test_what_is_there_is_listed_shown_and_exported(lab, home, tmp_path):
    listed = lab("runs", "list", "--json")
    assert listed.returncode == 0, listed.stderr
    (line,) = listed.stdout.splitlines()
    assert json.loads(line)["state"] == "done"
    assert json.loads(lab("runs", "show", ID).stdout)["id"] == ID
    for format in ("csv", "html", "labrun"):
        done = lab("export", ID, "--format", format, "--output", str(tmp_path / format))
        assert (done.returncode, done.stderr) == (0, "")
        assert (tmp_path / format).stat().st_size > 1000
    assert sorted(path.name for path in home.iterdir()) == ["log.sqlite", "log.sqlite.lock"]


def test_claims_are_judged_on_recordings_that_the_store_lacks(lab):
    done = lab("claims", "landscape")
    assert (done.returncode, done.stderr) == (0, "")
    assert "not observed" not in done.stdout


@pytest.mark.parametrize(
    "command", [("serve", "--port", "1"), ("run", "adam-spikes", "--preset", "quadratic", "--steps", "7")]
)
def test_what_has_to_write_is_refused_in_one_sentence(lab, home, command):
    done = lab(*command)
    assert done.stderr == (
        f"{home} cannot be written (it is read-only here), and the lab keeps its runs there: "
        "set LAB_HOME to a folder that can be.\n"
    )
    assert (done.returncode, done.stdout) == (1, "")


def test_nothing_is_deleted_there(lab, home):
    done = lab("runs", "delete", ID)
    assert done.stderr == "The store cannot be written here: set LAB_HOME to a folder that can be.\n"
    assert done.returncode == 1


@pytest.mark.parametrize("command", [("runs", "list"), ("serve",)])
def test_a_home_that_cannot_be_made_is_named(lab, home, command):
    inside = home / "inside"
    done = lab(*command, LAB_HOME=str(inside))
    assert done.stderr.startswith(f"{inside} cannot be written (Permission denied), and the lab keeps")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_a_home_that_is_a_file_is_named(lab, tmp_path):
    (tmp_path / "file").touch()
    done = lab("serve", LAB_HOME=str(tmp_path / "file"))
    assert done.stderr.startswith(f"{tmp_path / 'file'} cannot be written (it is a file), and the lab keeps")


def test_what_a_killed_writer_left_is_read_and_what_cannot_be_is_refused(lab, home):
    home.chmod(0o700)
    subprocess.run([sys.executable, "-c", KILLED, str(home / "log.sqlite")], check=False)
    assert (home / "log.sqlite-wal").stat().st_size > 0
    home.chmod(0o500)
    assert "interrupted" in lab("runs", "list").stdout
    home.chmod(0o700)
    (home / "log.sqlite-shm").unlink()
    home.chmod(0o500)
    refused = lab("runs", "list")
    assert refused.stderr == (
        f"{home / 'log.sqlite'} cannot be read where it cannot be written: "
        "copy its folder to one that can be.\n"
    )


KILLED = """
import os, signal, sys
from pathlib import Path
from lab.runs.store.log import Log
log = Log(Path(sys.argv[1]))
recording = log.newest(1)[0]
run = log.specification(recording.members[0])
log.move(log.create([run], owner="somebody"), "interrupted")
os.kill(os.getpid(), signal.SIGKILL)
"""
