"""A real server, started as people start it: for tests of the server, of pages in a browser, of links."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Self

import httpx
import psutil

from lab.runs.client import Client
from lab.settings import ROOT

PATIENCE = 60.0


class Server:
    """`streamlit run app.py` with a store of its own; a `with` block ends it and its supervisor.

    `url` is its address, `live` that of the live connection, `http` a client whose Origin is the server's
    and which keeps its cookies: one visitor.
    """

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.folder = ROOT
        self._settings = settings
        self._log = home.with_name(f"{home.name}.log")
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.live = f"ws://localhost:{self.port}/live"
        self.http = self.visitor()
        self._asking = self.visitor()  # kept: a new client's certificates cost more than the answer
        self.start()

    @property
    def command(self) -> list[str]:
        """What starts it."""
        return ["streamlit", "run", "app.py", "--server.port", str(self.port), "--server.headless", "true"]

    def start(self) -> None:
        """Start it (again), and wait until it and its supervisor answer."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                cwd=self.folder,
                env={**os.environ, "LAB_HOME": str(self.home), **self._settings},
                stdout=log,
                stderr=log,
            )
        for _ in range(int(PATIENCE / 0.05)):
            if self._answers():
                return
            try:
                self.process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            break
        raise RuntimeError(f"the server did not start:\n{self.output}")

    def visitor(self) -> httpx.Client:
        """A client of another visitor."""
        return httpx.Client(base_url=self.url, headers={"Origin": self.url}, timeout=PATIENCE)

    @property
    def output(self) -> str:
        """What it has printed."""
        return self._log.read_text()

    @property
    def memory(self) -> int:
        """Resident bytes of the web process."""
        return int(psutil.Process(self.process.pid).memory_info().rss)

    def small(self, limit: float) -> bool:
        """Whether the web process holds less than so many bytes, once it has given back what it freed."""
        for _ in range(int(PATIENCE)):
            if self.memory < limit:
                return True
            try:
                self.process.wait(1.0)
            except subprocess.TimeoutExpired:
                continue
        return False

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and wait: its exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.http.close()
        self._asking.close()
        if self.process.poll() is None:
            self.end()
        Client(self.home).shutdown()

    def _answers(self) -> bool:
        try:
            return self._healthy(self._asking.get("/health"))
        except httpx.TransportError:
            return False

    def _healthy(self, answer: httpx.Response) -> bool:
        return bool(answer.json()["supervisor"])


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
