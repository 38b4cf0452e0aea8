"""A store, its supervisor as a process of its own, and patience that ends."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import psutil

from lab.runs.names.specification import Run, specify
from lab.runs.service.client import Client
from lab.runs.store.facts import RecordingInfo
from lab.runs.store.log import Log
from lab.runs.store.states import FINAL
from lab.runs.store.wake import Bell
from tests.patience import PATIENCE

OWNER = "somebody"


def walk(**fields: Any) -> tuple[Run, ...]:
    """Members of a tiny run or set."""
    return specify("tiny", **fields).members


class Laboratory:
    """What a test works with; a `with` block starts its supervisor and ends it."""

    def __init__(self, home: Path, linger: float = 60.0, **settings: str) -> None:
        self.home, self.settings = home, {"LAB_WORKERS": "2", **settings}
        self.linger = linger
        self.log = Log(home / "log.sqlite")
        self.client = Client(home)
        self.bell = Bell(home)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.supervisor.is_running():
            self.client.shutdown()
        self.process.wait(PATIENCE)
        self.bell.close()

    def start(self) -> None:
        """Start a supervisor, and return when it answers."""
        with (self.home / "supervisor.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.runs.supervise", "--linger", str(self.linger)],
                env={**os.environ, **self.settings, "LAB_HOME": str(self.home)},
                stdout=log,
                stderr=log,
            )
        self.supervisor = psutil.Process(self.process.pid)
        self.wait(self.client.alive)

    def wait(self, happened: Callable[[], Any]) -> Any:
        """What `happened` returns, once that is true; asked again whenever the store rings."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if answer := happened():
                return answer
            self.bell.wait(0.1)
        raise TimeoutError(f"{happened} did not happen; the log says:\n{self.output}")

    def launch(self, *, owner: str = OWNER, again: bool = False, paused: bool = False, **fields: Any) -> str:
        """The one recording of a tiny run or set."""
        (recording,) = self.client.launch(walk(**fields), owner=owner, again=again, paused=paused)
        return recording

    def command(self, recording: str, command: str) -> str:
        """Command it as its owner."""
        return self.client.command(recording, command, owner=OWNER)

    def until(self, recording: str, told: Callable[[RecordingInfo], bool]) -> RecordingInfo:
        """The facts of a recording, once they are so."""
        info: RecordingInfo = self.wait(lambda: _if(told, self.log.recording(recording)))
        return info

    def ended(self, recording: str) -> RecordingInfo:
        """The facts of a recording, once it has ended."""
        return self.until(recording, lambda info: info.state in FINAL)

    def computing(self, recording: str) -> psutil.Process:
        """The worker of a recording that computes, once it has written a chunk."""
        info = self.until(recording, lambda info: "process" in info.durations)
        return psutil.Process(int(info.durations["process"]))

    @property
    def output(self) -> str:
        """What the supervisor and its workers have said."""
        return (self.home / "supervisor.log").read_text(encoding="utf-8")


def _if(told: Callable[[RecordingInfo], bool], info: RecordingInfo) -> RecordingInfo | None:
    return info if told(info) else None
