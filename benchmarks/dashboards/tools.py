"""The five tools: how each is started, where its page is, and what in it is the picture."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from benchmarks.dashboards import environments
from lab.runs.service.client import Client
from tests.serving import Server, becomes, free_port, stocked

HERE = Path(__file__).parent
PLOT = '.js-plotly-plot .nsewdrag[data-subplot="xy"]'
"""The area of the first chart of a page that plotly draws."""


REST, LOOKS, CALM = 40, 5, 0.25
"""Looks of two seconds at a server, at most; how many in a row are to find that it takes less than so much of
a core: a server begins some things late."""
WRITING = 300.0
"""Seconds in which a long history has to be written."""


@dataclass(frozen=True)
class Tool:
    """`command` starts its server, with FOLDER, PORT and PYTHON filled in; none is this lab.

    `page` is the path of its page, `plot` selects the picture, `drawn` what is redrawn there where plotly
    does not do it; `storage` is put into the browser; it is watched for `window` seconds.
    """

    name: str
    title: str
    setting: str
    command: tuple[str, ...] = ()
    page: str = "/"
    plot: str = PLOT
    drawn: str = ""
    storage: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    window: float = 20.0


TOOLS = (
    Tool("lab", "this lab", "/own, the page of `lab.watch`"),
    Tool(
        "streamlit",
        "Streamlit",
        "a fragment each second, st.plotly_chart",
        command=(
            *("PYTHON", "-m", "streamlit", "run", str(HERE / "app_streamlit.py")),
            *("--server.port", "PORT", "--server.headless", "true", "--browser.gatherUsageStats", "false"),
            *("--server.fileWatcherType", "none", "--", "FOLDER"),
        ),
    ),
    Tool(
        "dash",
        "Dash",
        "dcc.Interval of a second, the figure anew",
        command=("PYTHON", str(HERE / "app_dash.py"), "FOLDER", "PORT"),
    ),
    Tool(
        "tensorboard",
        "TensorBoard",
        "reloads each 30 s, the least that it allows; files read each second",
        command=(
            *("PYTHON", "-m", "tensorboard.main", "--logdir", "FOLDER", "--port", "PORT"),
            *("--reload_interval", "1", "--bind_all"),
        ),
        page="/?darkMode=false#timeseries",
        plot="card-view line-chart",
        drawn="line-chart path",
        storage={"_tb_global_settings": '{"autoReload":true,"autoReloadPeriodInMs":30001}'},
        window=75.0,
    ),
    Tool(
        "trackio",
        "trackio",
        "`trackio show`, which asks each second",
        command=("PYTHON", "-m", "trackio.cli", "show", "--project", "training"),
        plot=".plot-container",
        drawn="svg path",
        environment={"GRADIO_SERVER_PORT": "PORT", "TRACKIO_DIR": "FOLDER", "BROWSER": "true"},
    ),
)


@dataclass(frozen=True)
class Served:
    """A tool that answers: the address of its page, and its processes."""

    tool: Tool
    url: str
    processes: tuple[psutil.Process, ...]

    def rest(self) -> None:
        """Wait until it has done what a server does at first, or takes as much as that for ever."""
        calm = 0
        for _ in range(REST):
            before = self.cpu()
            time.sleep(2)
            calm = calm + 1 if self.cpu() - before < 2 * CALM else 0
            if calm == LOOKS:
                return

    def cpu(self) -> float:
        """CPU seconds that its processes and their children have taken."""
        every = [one for process in self.processes for one in (process, *process.children(recursive=True))]
        return sum(sum(one.cpu_times()[:2]) for one in every)


def surroundings(tool: Tool, folder: Path, port: int = 0) -> dict[str, str]:
    """The environment of a tool's processes."""
    own = {"LAB_HOME": str(folder / "home"), "PYTHONPATH": str(HERE.parent.parent)}
    filled = {name: _filled(value, folder, port, "") for name, value in tool.environment.items()}
    return {**os.environ, **(filled if tool.command else own)}


@contextmanager
def serving(tool: Tool, folder: Path) -> Iterator[Served]:
    """Its server over what was logged to a folder."""
    if not tool.command:
        with Server(stocked(folder / "home")) as server:
            id = (folder / "id").read_text(encoding="utf-8")
            supervisor = Client(server.home)._ask({"do": "alive"})["process"]
            processes = tuple(map(psutil.Process, (server.process.pid, supervisor)))
            yield Served(tool, f"{server.url}/own?run={id}", processes)
        return
    port = free_port()
    python = str(environments.python(tool.name))
    command = [_filled(word, folder, port, python) for word in tool.command]
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            command, env=surroundings(tool, folder, port), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        if not becomes(process, lambda: _answers(port)):
            said = (folder / "server.log").read_text(encoding="utf-8")[-300:]
            raise RuntimeError(f"its server did not start: {said}")
        yield Served(tool, f"http://localhost:{port}{tool.page}", (psutil.Process(process.pid),))
    finally:
        ended = [process, *_children(process.pid)]
        for one in ended:
            one.kill()
        process.wait()


def _children(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://localhost:{port}/").is_success
    except httpx.TransportError:
        return False


def _filled(word: str, folder: Path, port: int, python: str) -> str:
    return {"FOLDER": str(folder), "PORT": str(port), "PYTHON": python}.get(word, word)


@contextmanager
def training(tool: Tool, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A training that logs to a folder by a tool's own means, past its first rows."""
    command = [str(environments.python(tool.name)), str(HERE / "writer.py"), tool.name, str(folder), "stream"]
    with (folder / "writer.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            env=surroundings(tool, folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        while (line := process.stdout.readline()) and line != b"ready\n":
            pass
        if not line:
            said = (folder / "writer.log").read_text(encoding="utf-8")[-300:]
            raise RuntimeError(f"its training ended: {said}")
        yield process
    finally:
        process.stdin.close()
        process.kill() if tool.name != "lab" else None
        process.wait()
        process.stdout.close()


def logged(tool: Tool, folder: Path, *what: str) -> str:
    """What the writer prints of `overhead` or `history STEPS`."""
    command = [str(environments.python(tool.name)), str(HERE / "writer.py"), tool.name, str(folder), *what]
    try:
        done = subprocess.run(
            command, env=surroundings(tool, folder), capture_output=True, encoding="utf-8", timeout=WRITING
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError(f"its own writer took over {WRITING:.0f} s") from None
    if done.returncode:
        raise RuntimeError(f"its writer failed: {done.stderr.strip()[-300:]}")
    return done.stdout
