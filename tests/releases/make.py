"""Keeps small ones of what this version makes: `python -m tests.releases.make FOLDER`, once a release.

A store, a branch as a `.labrun` and as a replay, and the links that lead to them. plotly's bundle is left out
of the replay: 1.5 MB that are not ours.
"""

import contextlib
import lzma
import re
import sqlite3
import sys
import tempfile
from pathlib import Path

from lab.export import replay
from lab.figures.exhibit import exhibit
from lab.runs.files import archive
from lab.runs.names.specification import Run, set_id, specify
from lab.runs.read.branch import branch
from lab.runs.read.follow import follow
from lab.runs.service.client import Client
from lab.runs.store.log import Log

SPIKING = {"steps": 120, "beta1": 0.5, "beta2": 0.9}
OWNER = "release"
HALF = 8
"""Steps that the interrupted run has done."""
PLOTLY = re.compile(r'(?<=id="lab-plotly">)[^<]*')
LINK = "http://localhost:8501/adam-spikes?"


def make(folder: Path) -> None:
    """Write this version's files into an empty folder."""
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as home:
        log, client = Log(Path(home) / "log.sqlite"), Client(Path(home))
        run, swept = specify("adam-spikes", "quadratic", **SPIKING), _set()
        try:
            for runs in ([run], swept):
                for recording in client.launch(runs, owner=OWNER):
                    _finish(log, recording)
            made = branch(log, run.id, "crossing-2", {"epsilon": 0.1})
            _finish(log, client.branch(made, owner=OWNER))
            half = _interrupted(log, client)
        finally:
            client.shutdown()
        child = made.child.id
        archive.export(log, child, folder / "branch.labrun")
        html = replay.file(exhibit(log, child), f"{LINK}run={child}").decode()
        _keep(folder / "replay.html.xz", PLOTLY.sub("", html).encode())
        _keep(folder / "log.sqlite.xz", _compact(log.path))
    settings = "preset=quadratic&steps=120&beta1=0.5&beta2=0.9"
    links = {
        f"{LINK}{settings}&at=crossing-2&set=epsilon:0.1": run.id,
        f"{LINK}preset=quadratic-map&steps=500&beta1s=0.5,0.9&beta2s=0.9": set_id(swept),
        f"{LINK}run={child}&step=110": child,
        f"http://localhost:8501/s/{child}": child,
        f"http://localhost:8501/embed/{run.id}": run.id,
        f"{LINK}run={half}": half,
    }
    text = "".join(f"{id} {link}\n" for link, id in links.items())
    (folder / "links.txt").write_text(text, encoding="utf-8")


def _set() -> tuple[Run, ...]:
    return specify("adam-spikes", "quadratic-map", beta1s=[0.5, 0.9], beta2s=[0.9], steps=500).members


def _finish(log: Log, recording: str) -> None:
    for _ in follow(log, recording):
        pass


def _interrupted(log: Log, client: Client) -> str:
    """A run that the lab's end has interrupted on its way, with its checkpoint; its id."""
    run = specify("adam-spikes", "quadratic", steps=2 * HALF)
    (uuid,) = client.launch([run], owner=OWNER, paused=True)
    for _ in range(HALF):
        client.command(uuid, "step", owner=OWNER)
    client.shutdown()
    assert log.recording(uuid).state == "interrupted"
    return run.id


def _compact(path: Path) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "log.sqlite"
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.execute("VACUUM INTO ?", (str(whole),))
        return whole.read_bytes()


def _keep(path: Path, content: bytes) -> None:
    path.write_bytes(lzma.compress(content, preset=9))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
