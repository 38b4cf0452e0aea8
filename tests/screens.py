"""Pictures of all pages, and what their looks break: `python -m tests.screens FOLDER [--help]`.

Each page is opened untouched and taken at 0, 1, 3, 6 and 10 seconds, then after the answer; `--states` takes,
too, a run while it computes and a run with two branches. Beside the pictures stands `report.md`: of each
picture what its looks break (tests/looks.js) and, with `--axe`, who is kept out, none if nothing. The exit
code is how many pictures break them.
"""

import itertools
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as Late

from lab import experiments
from tests.barriers import barriers
from tests.chromium import ARGUMENTS, executable
from tests.serving import Server, stocked

SIZES = ("1440x900", "1366x768", "1920x1080", "390x844")
THEMES = ("light", "dark")
SECONDS = "0,1,3,6,10"
LOOKS = Path(__file__).with_name("looks.js").read_text(encoding="utf-8")
PATIENCE = 60_000
"""Milliseconds until a page's first words."""
PLAYED = 12_000
"""Milliseconds until a film is over that goes on after an answer."""


@dataclass(frozen=True)
class Screen:
    """A window of that size (px) in that theme."""

    size: str
    theme: str

    def tab(self, browser: Browser) -> Page:
        """A new visitor's page in it."""
        width, height = map(int, self.size.split("x"))
        phone = width < 500
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if self.theme == "dark" else "light",
            has_touch=phone,
            is_mobile=phone,
        )
        return context.new_page()


def pages() -> list[str]:
    """Home, each experiment's first example and its stage, and the pages beside them."""
    names = [experiment.name for experiment in experiments.every()]
    stages = [f"{name}?view=stage" for name in names]
    return ["", *names, *stages, "compare", "teachers", "own", "claims", "paper/2407.01178"]


def untouched(page: Page, seconds: tuple[float, ...]) -> Iterator[str]:
    """The names of moments, each when it has come since the page's first words."""
    page.wait_for_selector("h1, .lab-figure", timeout=PATIENCE)
    begun = time.monotonic()
    for second in seconds:
        page.wait_for_timeout(max(0.0, 1000 * (begun + second - time.monotonic())))
        yield f"{second:g}"


def answered(page: Page) -> Iterator[str]:
    """After the first choice, when the film is over; nothing where nothing is asked."""
    chips = page.locator(".lab-chips button:visible")
    try:
        chips.first.click(timeout=PLAYED)
    except Late:
        return
    page.wait_for_timeout(PLAYED)
    yield "answered"


def branched(page: Page) -> Iterator[str]:
    """With two branches of what the page offers to try; nothing where nothing is offered."""
    for _ in range(2):
        card = page.locator(".lab-card.lab-try:visible").first
        if not card.count():
            return
        card.click()
        page.wait_for_timeout(PLAYED)
    yield "branches"


def running(page: Page) -> Iterator[str]:
    """A run that nobody made, while it computes."""
    run = page.locator(".lab-run").filter(has_text=re.compile("Run"))
    try:
        run.click(timeout=PLAYED)
    except Late:
        return
    page.wait_for_timeout(2000)
    yield "running"


def screens(
    folder: Path,
    paths: Annotated[str, typer.Option(help="Pages, by commas; `home` is the first.")] = "",
    sizes: Annotated[str, typer.Option(help="Windows, by commas.")] = ",".join(SIZES),
    themes: Annotated[str, typer.Option(help="Themes, by commas.")] = ",".join(THEMES),
    seconds: Annotated[str, typer.Option(help="Moments, by commas.")] = SECONDS,
    states: Annotated[bool, typer.Option(help="Also a run while it computes, and branches.")] = False,
    axe: Annotated[
        bool, typer.Option(help="Also look for barriers in the last moment of each state.")
    ] = False,
    tabs: Annotated[int, typer.Option(help="How many browsers work side by side.")] = 2,
) -> None:
    """Take the pictures into FOLDER and write its report."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = ["" if path == "home" else path for path in paths.split(",")] if paths else pages()
    moments = tuple(float(second) for second in seconds.split(",") if second)
    windows = [Screen(size, theme) for size in sizes.split(",") for theme in themes.split(",")]
    with tempfile.TemporaryDirectory() as home, Server(stocked(Path(home) / "home")) as server:

        def taken(view: tuple[str, Screen]) -> dict[str, list[str]]:
            return _taken(server, folder, *view, moments, states=states, axe=axe)

        with ThreadPoolExecutor(tabs) as pool:
            views = pool.map(taken, itertools.product(chosen, windows))
            report = {label: faults for view in views for label, faults in view.items()}
    conclude(folder, report)


def conclude(folder: Path, report: Mapping[str, Sequence[str]]) -> NoReturn:
    """Write what each picture breaks of what looks must keep, and end with how many do."""
    broken = {label: faults for label, faults in report.items() if faults}
    lines = [f"{len(report)} pictures, {len(broken)} break what looks must keep.", ""]
    for label, faults in broken.items():
        lines += [f"## {label}", *(f"- {fault}" for fault in faults), ""]
    (folder / "report.md").write_text("\n".join(lines), encoding="utf-8")
    typer.echo(lines[0])
    sys.exit(min(len(broken), 99))


def _taken(
    server: Server,
    folder: Path,
    path: str,
    screen: Screen,
    moments: tuple[float, ...],
    *,
    states: bool,
    axe: bool,
) -> dict[str, list[str]]:
    """Pictures of a page in a window, and what the looks of each break."""
    report = {}
    view = f"{path or 'home'}-{screen.size}-{screen.theme}"
    earlier = [f"{second:g}" for second in moments[:-1]]  # axe takes seconds: the film would be over
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        try:
            for name, page in _states(browser, server, screen, path, moments, states=states):
                label = re.sub(r"[^\w.-]+", "_", f"{view}-{name}")
                page.screenshot(path=folder / f"{label}.png")
                report[label] = list(page.evaluate(LOOKS))
                if axe and name not in earlier:
                    report[label] += barriers(page)
        except Late as late:
            report[f"{view}-late"] = [late.message.splitlines()[0]]
        browser.close()
    return report


def _states(
    browser: Browser, server: Server, screen: Screen, path: str, moments: tuple[float, ...], *, states: bool
) -> Iterator[tuple[str, Page]]:
    def seen(page: Page) -> Iterator[str]:
        return itertools.chain(untouched(page, moments), answered(page), branched(page) if states else ())

    visits = [(path, seen)]
    if states and (dice := _dice(path)):
        visits.append((f"{path}?{dice}=4242", running))
    for address, names in visits:
        page = screen.tab(browser)
        page.goto(f"{server.url}/{address}", wait_until="commit")
        for name in names(page):
            yield name, page
        page.context.close()


def _dice(path: str) -> str | None:
    """The setting that makes a run of an experiment's page another run; none where nothing is drawn."""
    fields = {experiment.name: experiment.config.model_fields for experiment in experiments.every()}
    return next((name for name in ("seed", "seeds") if name in fields.get(path, ())), None)


if __name__ == "__main__":
    typer.run(screens)
