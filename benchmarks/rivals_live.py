"""This lab beside four other ways to watch a training: `python benchmarks/rivals_live.py [TOOL …]`.

Tools: lab, streamlit, dash, tensorboard, trackio; each in an environment of its own, made at the first time
(LAB_RIVALS says where), with real Chromium in front, on the same training (dashboards/training.py). A table
in Markdown is printed; `--write` puts it into docs/performance.md. What cannot be measured says why.
"""

import argparse
import asyncio
import json
import os
import platform
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.dashboards import environments, screen
from benchmarks.dashboards.crowd import Script, load
from benchmarks.dashboards.tools import TOOLS, Served, Tool, logged, serving, training
from benchmarks.dashboards.training import SPIKES
from benchmarks.dashboards.writer import PAST, RATE
from lab.contract.settings import ROOT
from tests.serving import stocked

HISTORIES = (100_000, 1_000_000, 10_000_000)
CROWDS = (10, 50)
PATIENCE = 60.0
"""Seconds after which a page that has drawn nothing is given up."""
PAGE = ROOT / "docs" / "performance.md"
BLOCK = re.compile(r"(?<=<!-- rivals_live -->\n).*?(?=<!-- end -->)", re.DOTALL)

Cells = dict[str, str]
"""What was measured of a tool, by the row of the table that it stands in."""
TO_SCREEN = "value to screen, median / p95"
BYTES = "bytes a viewer and minute"
LOGGING = "logging a row, wall / CPU"


def at_viewers(many: int) -> str:
    """The row of the server's load."""
    return f"server CPU a viewer, at {many}"


def first_plot(steps: int) -> str:
    """The row of a long history."""
    return f"first plot of 1e{round(np.log10(steps))} steps, spikes in it"


@contextmanager
def place(tool: Tool) -> Iterator[Path]:
    """An empty folder for a tool's data."""
    with tempfile.TemporaryDirectory(prefix=f"rivals-{tool.name}-") as folder:
        if not tool.command:
            stocked(Path(folder) / "home")
        yield Path(folder)


def logging(tool: Tool) -> Cells:
    """What logging adds to a step of the training."""
    with place(tool) as folder:
        found = json.loads(logged(tool, folder, "overhead").splitlines()[-1])
    wall, cpu = (1e6 * (logged - bare) for logged, bare in zip(found["logged"], found["bare"], strict=True))
    return {LOGGING: f"{wall:.0f} / {cpu:.0f} µs, closing {found['close']:.2f} s"}


def watching(tool: Tool) -> Cells:
    """One viewer in Chromium, then crowds of clients that do what its page did."""
    cells: Cells = {}
    with place(tool) as folder, training(tool, folder), serving(tool, folder) as served:
        served.rest()
        idle = _cpu(served, lambda: time.sleep(10))
        with screen.opened(tool) as (page, traffic):
            screen.shown(page, served, PAST, PATIENCE)
            page.wait_for_timeout(3000)  # what a page loads late
            start, received = time.time(), traffic.received
            busy = _cpu(served, lambda: page.wait_for_timeout(1000 * tool.window))
            stop, gained = time.time(), traffic.received - received
            looks = screen.seen(page)
        times = np.fromfile(folder / "times.f64").reshape(-1, 2)
        delays = screen.delays(times, looks, start, stop)
        middle, high = np.percentile(delays, [50, 95])
        rate = gained / (stop - start)
        cells |= {
            TO_SCREEN: f"{seconds(middle)} / {seconds(high)}",
            BYTES: size(60 * rate),
            at_viewers(1): share(busy - idle),
        }
        script = Script(traffic, served, start, stop)
        for many in CROWDS:
            cells[at_viewers(many)] = _crowd(served, script, many, idle, rate)
    return cells


def _cpu(served: Served, act: Callable[[], None]) -> float:
    """CPU seconds of the server in a second of an act."""
    cpu, began = served.cpu(), time.monotonic()
    act()
    return (served.cpu() - cpu) / (time.monotonic() - began)


def _crowd(served: Served, script: Script, many: int, idle: float, rate: float) -> str:
    """The load of a crowd; and how much of a page's bytes each got where it is less than four fifths."""
    found = asyncio.run(load(served, script, many, script.length))
    said = share((found.cpu - idle) / many)
    if found.lost:
        return f"{said}, {found.lost} lost their line"
    got = found.received / rate
    return said if got > 0.8 else f"{said}, each getting {got:.0%} of it"


def history(tool: Tool, steps: int) -> Cells:
    """Seconds from opening the page of a long history to its curve up to the last step, and its spikes."""
    with place(tool) as folder:
        logged(tool, folder, "history", str(steps))
        with serving(tool, folder) as served, screen.opened(tool) as (page, _):
            served.rest()
            took = screen.shown(page, served, steps - 1, PATIENCE)
            drawn = screen.spikes_drawn(page, tool)
    return {first_plot(steps): f"{seconds(took)}, {drawn} of {SPIKES}"}


def measured(rows: list[str], measure: Callable[[], Cells]) -> Cells:
    """The cells of these rows; where measuring ends in an error, what it says."""
    try:
        return measure()
    except (OSError, RuntimeError, TimeoutError, ValueError) as error:
        return dict.fromkeys(rows, f"not measured: {error}")


def every(tool: Tool, histories: list[int]) -> Cells:
    """All that is measured of a tool."""
    live = [TO_SCREEN, BYTES, *(at_viewers(many) for many in (1, *CROWDS))]
    cells = measured(live, lambda: watching(tool)) | measured([LOGGING], lambda: logging(tool))
    for steps in histories:
        cells |= measured([first_plot(steps)], lambda steps=steps: history(tool, steps))  # type: ignore[misc]
    return cells


def seconds(value: float) -> str:
    """A time in the unit that it has."""
    return f"{1000 * value:.0f} ms" if value < 1 else f"{value:.1f} s"


def size(value: float) -> str:
    """Bytes in the unit that they have."""
    return f"{value / 1e6:.1f} MB" if value > 1e6 else f"{value / 1e3:.0f} kB"


def share(value: float) -> str:
    """CPU seconds a second as a share of a core."""
    return f"{100 * value:.2f} %"


def table(found: dict[str, Cells]) -> str:
    """The table in Markdown, a column a tool, and how it was made."""
    tools = [tool for tool in TOOLS if tool.name in found]
    rows = list(dict.fromkeys(row for cells in found.values() for row in cells))
    lines = [["", *(tool.title for tool in tools)], ["---"] * (1 + len(tools))]
    lines += [[row, *(found[tool.name].get(row, "not asked for") for tool in tools)] for row in rows]
    head = [f"{_version(tool)}: {tool.setting}" for tool in tools]
    return "\n".join(
        [
            f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores of {_processor()}, load "
            f"{os.getloadavg()[2]:.1f} in the last quarter of an hour; {PAST} rows before and {RATE} a "
            f"second while watched; Python {platform.python_version()}. {'; '.join(head)}.",
            "",
            *("| " + " | ".join(line) + " |" for line in lines),
            "",
        ]
    )


def _version(tool: Tool) -> str:
    return f"{tool.title} {environments.version(tool.name)}" if tool.command else tool.title


def _processor() -> str:
    names = re.findall(
        r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE
    )
    return names[0] if names else platform.machine()


def main() -> None:
    """The command."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("tools", nargs="*", choices=[*(tool.name for tool in TOOLS), []])
    arguments.add_argument("--history", nargs="*", type=int, default=HISTORIES, metavar="STEPS")
    arguments.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    asked = arguments.parse_args()
    found: dict[str, Cells] = {}
    for tool in TOOLS:
        if not asked.tools or tool.name in asked.tools:
            found[tool.name] = every(tool, list(asked.history))
            print(
                f"{tool.name}: {json.dumps(found[tool.name], ensure_ascii=False)}",
                file=sys.stderr,
                flush=True,
            )
    made = table(found)
    print(made)
    if asked.write:
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(BLOCK.sub(lambda _: made, text), encoding="utf-8")


if __name__ == "__main__":
    main()
