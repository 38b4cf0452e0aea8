"""The wheel, installed where there is no checkout and used from a folder of somebody's own."""

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lab.contract.settings import ROOT
from lab.evidence import table
from lab.runs.names.specification import specify
from lab.runs.service.client import Client
from tests.browser.chromium import Chromium
from tests.browser.opened import opened
from tests.serving import Server

pytestmark = pytest.mark.long
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
OFFLINE = ("--no-deps", "--no-index")
EXAMPLE = specify("adam-spikes", "quadratic").id
Lab = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheels")
    build = (*PIP, "wheel", *OFFLINE, "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    subprocess.run(build, check=True)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """An environment with the libraries of this one, and the lab from its wheel."""
    environment = tmp_path_factory.mktemp("installed")
    venv.create(environment, symlinks=True)
    folder = sysconfig.get_path("purelib", vars={"base": str(environment)})
    for library in Path(sysconfig.get_path("purelib")).iterdir():
        if library.name != "lab" and not library.name.startswith(("lab-", "_lab", "__")):
            Path(folder, library.name).symlink_to(library)
    subprocess.run((*PIP, "--python", str(environment), "install", *OFFLINE, str(wheel)), check=True)
    return environment


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of somebody's own, with files that are called as ours are."""
    made = tmp_path_factory.mktemp("elsewhere")
    for name in ("lab", "numpy", "streamlit"):
        (made / f"{name}.py").write_text("raise SystemExit('somebody else')", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def served(installed: Path, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What `lab serve` of the wheel serves."""
    home = tmp_path_factory.mktemp("store") / "home"

    def serve(port: int) -> list[str]:
        return [str(installed / "bin" / "lab"), "serve", "--port", str(port)]

    with Server(home, serve, folder) as started:
        yield started


@pytest.fixture(scope="module")
def lab(installed: Path, folder: Path, served: Server) -> Lab:
    """Run the wheel's `lab` on the store that is served."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(installed / "bin" / "lab"), *arguments],
            cwd=folder,
            env={**os.environ, "LAB_HOME": str(served.home)},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )

    return run


def test_an_installed_lab_shows_its_pages_its_theme_and_what_it_ships(browser: Chromium, served: Server):
    with opened(browser, served) as visitor:
        page = visitor.page("/teachers")
        expect(page.get_by_role("heading", name="With a class")).to_be_visible()
        background = page.locator(".stApp").evaluate("app => getComputedStyle(app).backgroundColor")
        assert background == "rgb(251, 250, 247)"
        page.goto(f"{served.url}/adam-spikes?preset=quadratic")
        expect(page.locator(".lab-figure")).to_have_attribute("data-id", EXAMPLE)
        expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
        assert visitor.errors == []


def test_an_installed_lab_names_its_wheel_s_version(lab: Lab, wheel: Path):
    assert lab("--version").stdout == f"lab {wheel.name.split('-')[1]}\n"


def test_an_installed_lab_judges_and_exports_from_any_folder(lab: Lab, folder: Path):
    judged = lab("claims")
    begun = [f"{claim.id}: {claim.outcome}, {claim.number} (" for claim in table()]
    lines = zip(judged.stdout.splitlines(), begun, strict=True)
    assert (judged.stderr, [line[: len(start)] for line, start in lines]) == ("", begun)
    done = lab("export", EXAMPLE, "--format", "html", "--output", "replay.html")
    assert (done.stderr, done.returncode) == ("", 0)
    assert "lab/replay.js" in (folder / "replay.html").read_text(encoding="utf-8")


def test_an_installed_lab_trains_whatever_lies_in_the_folder(lab: Lab, served: Server):
    Client(served.home).shutdown()  # the next one is started from the folder
    done = lab("run", "adam-spikes", "--preset", "quadratic", "--steps", "20")
    assert (done.stderr, done.returncode) == ("", 0)
    assert specify("adam-spikes", "quadratic", steps=20).id in done.stdout


def test_what_writes_a_checkout_s_files_says_that_there_is_none(lab: Lab):
    for command in ("record", "publish"):
        done = lab(command)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == (
            f"`lab {command}` writes a checkout's own files, and this lab is installed: "
            "use a clone with `pip install -e .`.\n"
        )
