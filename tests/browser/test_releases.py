"""What earlier versions made opens in this one: a store, links, a file, a replay (`make` keeps them)."""

import base64
import gzip
import lzma
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lab.export import bundle
from lab.runs.files import archive
from lab.runs.names.arithmetic import JOINED
from lab.runs.names.link import named
from lab.runs.names.specification import set_id
from lab.runs.read.branch import branch
from lab.runs.read.family import successor
from lab.runs.read.follow import follow
from lab.runs.read.recording import Recording
from lab.runs.service.client import Client
from lab.runs.store import schema
from lab.runs.store.log import Log
from tests.browser.chromium import Chromium
from tests.browser.opened import PATIENCE, opened
from tests.releases.make import OWNER, PLOTLY

pytestmark = pytest.mark.long
RELEASES = sorted(path.parent for path in (Path(__file__).parents[1] / "releases").glob("*/links.txt"))


@pytest.fixture(params=RELEASES, ids=lambda path: path.name)
def release(request: pytest.FixtureRequest) -> Path:
    """The folder of a release."""
    return request.param


@pytest.fixture
def links(release: Path) -> list[tuple[str, str]]:
    """Links, and the id that each leads to."""
    lines = (release / "links.txt").read_text(encoding="utf-8").splitlines()
    return [(link, id) for id, link in (line.split(" ", 1) for line in lines)]


@pytest.fixture
def home(release: Path, tmp_path: Path) -> Iterator[Path]:
    """The release's store, where a lab looks for one."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "log.sqlite").write_bytes(lzma.decompress((release / "log.sqlite.xz").read_bytes()))
    yield folder
    Client(folder).shutdown()


def digests(path: Path) -> dict[str, str]:
    """Each run's digest, as the store's file itself has it."""
    with closing(sqlite3.connect(path)) as database:
        return dict(database.execute("SELECT run, digest FROM members"))


def test_a_store_is_migrated_and_keeps_every_run(home, links):
    before = digests(home / "log.sqlite")
    log = Log(home / "log.sqlite")
    assert log.query("PRAGMA user_version")[0][0] == len(schema.MIGRATIONS)
    assert all(log.set_members(id) or log.shown(id) for _, id in links)
    for run, digest in before.items():
        info = log.shown(run)
        assert log.specification(run).id == run
        assert info.digests[info.members.index(run)] == digest
        assert Recording(log, info, info.members.index(run)).column("step").size == info.rows > 0


def test_a_link_names_what_it_named(links):
    for link, id in links:
        found = named(link)
        assert (found[0] if isinstance(found[0], str) else set_id(found)) == id


def test_a_file_comes_in_with_its_rows(release, home, tmp_path):
    old, log = Log(home / "log.sqlite"), Log(tmp_path / "new.sqlite")
    taken = log.recording(archive.load(log, release / "branch.labrun"))
    (run,) = taken.members
    whole = Recording(old, old.shown(run))
    assert taken.digests == whole.info.digests
    for name in whole.columns:
        assert Recording(log, taken).column(name).tobytes() == whole.column(name).tobytes()


def test_what_was_interrupted_goes_on_and_what_is_there_can_be_branched(home):
    log, client = Log(home / "log.sqlite"), Client(home)
    (half,) = (info for info in log.newest(99) if info.state == "interrupted")
    client.command(half.recording, "resume", owner=OWNER)
    (parent,) = log.query("SELECT parent FROM branches")[0]
    made = branch(log, parent, "crossing-2", {"epsilon": 0.2})
    grown = client.branch(made, owner=OWNER)
    for recording in (half.recording, grown):
        for _ in follow(log, recording):
            pass
        info = log.recording(recording)
        while (
            after := successor(log, info)
        ) is not None:  # another arithmetic, or another version's checkpoint
            info = after
        assert (info.state, info.progress) == ("done", info.steps)
        assert "computed here" in info.environment[JOINED]


def test_links_open_on_a_server_with_the_old_store(browser: Chromium, serve, home, links):
    server = serve()
    with opened(browser, server, reduced_motion="reduce") as visitor:
        page = visitor.page("/")
        for link, id in links:
            page.goto(f"{server.url}/{link.split('/', 3)[3]}")
            if "/embed/" in link:
                expect(page.locator("#lab-replay .main-svg").first).to_be_visible()
                continue
            expect(page.locator(".lab-figure")).to_have_attribute("data-id", id)
            expect(page.locator(".lab-chart .main-svg").first).to_be_visible()
        assert visitor.errors == []


def test_a_replay_scrubs_to_the_numbers_of_its_run(browser: Chromium, release, home, tmp_path):
    html = lzma.decompress((release / "replay.html.xz").read_bytes()).decode()
    file = tmp_path / "replay.html"
    plotly = base64.b64encode(gzip.compress(bundle.plotly())).decode()
    file.write_text(PLOTLY.sub(plotly, html), encoding="utf-8")
    log = Log(home / "log.sqlite")
    recording = Recording(log, log.shown(re.search(r'"id":"([0-9a-f]{16})"', html)[1]))
    context = browser.new_context(offline=True)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(file.as_uri())
    page.locator(".lab-scrub input").press("End")
    page.wait_for_function(
        "count => document.querySelector('.lab-plot')?.data?.[0].x.length === count", arg=recording.steps.size
    )
    shown = page.locator(".lab-plot").first.evaluate("plot => Array.from(plot.data[0].y)")
    assert shown == recording.column("loss").tolist()
    context.close()
