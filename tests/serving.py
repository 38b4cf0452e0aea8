"""A real server, started as people start it: for tests of the server, of pages in a browser, of links."""

import atexit
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp
from typing import Self

import httpx
import psutil

from lab.contract.settings import ROOT
from lab.export import fonts
from lab.runs.files.shipping import ship
from lab.runs.service.client import Client
from lab.runs.store.log import Log
from tests.patience import PATIENCE

TWO = {"LAB_WORKERS": "2"}
"""Two runs at a time on any machine, since tests watch two beside each other."""
LATIN = {
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONIOENCODING": "iso-8859-1",
    "PYTHONWARNDEFAULTENCODING": "1",
}
"""Settings of a place that knows no UTF-8, and in which whatever is left to the locale warns."""
GUESSED = re.compile(rf"{re.escape(str(ROOT))}/(?:app|lab|pages)\S*: EncodingWarning")
"""Such a warning of ours, not of a library."""


@cache
def _store() -> Path:
    """A store that holds what comes with the lab, and its faces cut, as a server's first minute fills it."""
    home = Path(mkdtemp(prefix="lab-store-"))
    atexit.register(rmtree, home)
    ship(Log(home / "log.sqlite"))
    for name in fonts.FACES:
        fonts.woff2(home, name)
    return home


def stocked(home: Path) -> Path:
    """The home of a lab that was here before: what is shipped and the faces cost a new one ten seconds."""
    return home if home.exists() else Path(copytree(_store(), home))


def checked_out(port: int) -> list[str]:
    """The command that serves this checkout."""
    options = ["--server.port", str(port), "--server.headless", "true"]
    return [sys.executable, "-m", "streamlit", "run", "app.py", *options]


class Server:
    """`streamlit run app.py` with a store of its own; a `with` block ends it and its supervisor.

    Another `command`, and the folder to give it in, serve another lab.

    `url` is its address, `live` that of the live connection, `http` a client whose Origin is the server's
    and which keeps its cookies: one visitor.
    """

    def __init__(
        self,
        home: Path,
        command: Callable[[int], list[str]] = checked_out,
        folder: Path = ROOT,
        host: str = "localhost",
        **settings: str,
    ) -> None:
        self.home = home
        self._command, self._folder = command, folder
        self._settings = settings
        self._log = home.with_name(f"{home.name}.log")
        self.port = free_port()
        self.url = f"http://{host}:{self.port}"
        self.live = f"ws://{host}:{self.port}/live"
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
                self._command(self.port),
                cwd=self._folder,
                env={**os.environ, **TWO, "LAB_HOME": str(self.home), **self._settings},
                stdout=log,
                stderr=log,
            )
        if not becomes(self.process, self._answers):
            raise RuntimeError(f"the server did not start:\n{self.output}")

    def visitor(self) -> httpx.Client:
        """A client of another visitor."""
        return httpx.Client(base_url=self.url, headers={"Origin": self.url}, timeout=PATIENCE)

    @property
    def output(self) -> str:
        """What it has printed."""
        return self._log.read_text(encoding="utf-8")

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


def becomes(process: "subprocess.Popen[bytes]", ready: Callable[[], bool]) -> bool:
    """Wait until a process is ready: whether it is, before it ends and before our patience does."""
    for _ in range(int(PATIENCE / 0.05)):
        if ready():
            return True
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        break
    return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
