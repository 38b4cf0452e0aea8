"""A server with its store, what is killed there with -9, and whether it answers meanwhile."""

import threading
from collections.abc import Callable

import httpx
import psutil

from lab import experiments
from lab.runs.service.client import Client
from lab.runs.store.facts import RecordingInfo
from lab.runs.store.log import Log
from lab.runs.store.states import ACTIVE, FINAL
from lab.runs.store.wake import Bell
from tests.patience import PATIENCE
from tests.serving import Server

KINDS = ("worker", "supervisor", "server")
BEAT = 0.1
"""Seconds between two questions whether the server lives."""


class Pulse:
    """Asks /health all the time; while the server itself is killed and started again, `away` is set."""

    def __init__(self, url: str) -> None:
        self.answers, self.silences = 0, list[str]()
        self.away = threading.Event()
        self._url, self._end = f"{url}/health", threading.Event()
        self._thread = threading.Thread(target=self._listen)

    def _listen(self) -> None:
        with httpx.Client(timeout=PATIENCE) as client:
            while not self._end.wait(BEAT):
                away = self.away.is_set()
                try:
                    answer = client.get(self._url)
                except httpx.TransportError as error:
                    if not (away or self.away.is_set()):
                        self.silences.append(repr(error))
                    continue
                self.answers += 1
                if (answer.status_code, answer.json()["status"]) != (200, "ok"):
                    self.silences.append(answer.text)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._end.set()
        self._thread.join()


class Stage:
    """A server with its store, and what runs there."""

    def __init__(self, server: Server, pulse: Pulse) -> None:
        self.server, self.pulse = server, pulse
        self.log = Log(server.home / "log.sqlite")
        self.bell = Bell(server.home)
        self.killed = dict.fromkeys(KINDS, 0)

    def start(self, example: tuple[str, str], seed: int) -> str:
        """The recording of an example that nobody has trained here, once it has a chunk."""
        name, preset = example
        settings = experiments.find(name).config.settings()
        fields = {"seed": seed} if "seed" in settings else {}
        body = {"experiment": name, "preset": preset, "fields": fields, "again": True}
        answer = self.server.http.post("/runs", json=body)
        assert answer.status_code == 202, answer.text
        recording = answer.json()["recordings"][0]
        self.until(recording, lambda info: info.number >= 0)
        return str(recording)

    def until(self, recording: str, ready: Callable[[RecordingInfo], bool]) -> RecordingInfo:
        """The facts of a recording once that holds."""
        for _ in range(int(PATIENCE * 10)):
            info = self.log.recording(recording)
            if ready(info):
                return info
            self.bell.wait(0.1)
        raise TimeoutError(f"{info}\n{self.server.output[-2000:]}")

    def kill(self, kind: str) -> None:
        """Kill one of them with -9; a server is started again."""
        self.killed[kind] += 1
        if kind == "server":
            self.pulse.away.set()
            self.server.process.kill()
            self.server.process.wait()
            self.server.start()
            self.pulse.away.clear()
            return
        supervisor = psutil.Process(Client(self.server.home)._ask({"do": "alive"})["process"])
        if kind == "supervisor":
            supervisor.kill()
            psutil.wait_procs([supervisor], PATIENCE)
            return
        for worker in [child for fork in supervisor.children() for child in fork.children()]:
            worker.kill()

    def end(self, recording: str) -> None:
        """Let it go on a little, then have it stop: it is sound, and in a final state."""
        info = self.log.recording(recording)
        path = f"/runs/{info.members[0]}/commands"
        if info.state not in ACTIVE and info.state != "done":
            assert info.state == "interrupted", info
            assert self.server.http.post(path, json={"command": "resume"}).status_code == 200
            progress = info.progress
            self.until(recording, lambda info: info.progress > progress or info.state in FINAL)
        if self.log.recording(recording).state in ACTIVE:
            self.server.http.post(path, json={"command": "stop"})
        info = self.until(recording, lambda info: info.state in FINAL)
        assert info.state in ("stopped", "done"), info
