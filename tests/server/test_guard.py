"""Origins, headers, cookies, bounds: what a stranger meets."""

import re
import stat
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from lab.runs.names.specification import specify
from lab.server.frontend import addresses
from lab.server.origins import refused
from lab.server.security import content_policy, inline_scripts, same_origin
from lab.server.visitors import Visitors
from tests.patience import PATIENCE
from tests.serving import Server

FOREIGN = ["https://elsewhere.example", "null", "http://localhost:1", "file://", ""]
LAUNCH = {"experiment": "adam-spikes", "preset": "quadratic", "fields": {"steps": 10}}
LAUNCHED = specify("adam-spikes", "quadratic", steps=10)


def test_a_foreign_null_or_missing_origin_starts_nothing(server: Server):
    answers = [server.http.post("/runs", json=LAUNCH, headers={"Origin": origin}) for origin in FOREIGN]
    answers.append(httpx.post(f"{server.url}/runs", json=LAUNCH))
    assert {answer.status_code for answer in answers} == {403}
    assert all("LAB_PUBLIC_URL" in answer.json()["error"] for answer in answers)
    assert server.http.get(f"/runs/{LAUNCHED.id}").status_code == 404


@pytest.mark.parametrize("path", ["/live", "/_stcore/stream"])
@pytest.mark.parametrize("origin", [*FOREIGN[:4], None])
def test_a_foreign_websocket_is_refused_before_it_is_accepted(server: Server, path, origin):
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(f"ws://localhost:{server.port}{path}", origin=origin),
    ):
        pass
    assert refused.value.response.status_code == 403


def test_a_page_of_this_server_may_watch(server: Server):
    with connect(server.live, origin=server.url) as socket:
        socket.send('{"watch": {}}')
        assert socket.ping().wait(PATIENCE)


def headers(**given: str):
    return httpx.Headers({name: value for name, value in given.items() if value})


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        ("http://localhost:8501", "localhost:8501", True),
        ("https://127.0.0.1", "127.0.0.1", True),
        ("http://[::1]:8501", "[::1]:8501", True),
        ("http://localhost:8501", "localhost:8502", False),
        ("http://rebound.example:8501", "rebound.example:8501", False),
        ("https://lab.example", "inside:8501", True),
        ("http://lab.example", "inside:8501", False),
        ("ftp://localhost", "localhost", False),
        ("http://[broken", "localhost", False),
    ],
)
def test_the_origin_is_this_server_under_a_name_that_is_its_own(monkeypatch, origin, host, allowed):
    monkeypatch.setenv("LAB_PUBLIC_URL", "https://lab.example")
    assert same_origin(headers(Origin=origin, Host=host)) is allowed


@pytest.mark.parametrize(
    ("public", "origin"),
    [
        ("HTTPS://Lab.Example:443/", "https://lab.example"),
        ("https://lab.example/teach/lab", "https://lab.example"),
        ("http://lab.example:80", "http://lab.example"),
        ("https://müßig.example/", "https://xn--mig-5ka8l.example"),
    ],
)
def test_the_public_address_is_compared_as_browsers_write_it(monkeypatch, public, origin):
    monkeypatch.setenv("LAB_PUBLIC_URL", public)
    assert same_origin(headers(Origin=origin, Host="inside:8501"))
    assert refused(f"{origin}/adam-spikes", "inside:8501") == ""
    assert f"It is served at {origin}" in refused("https://elsewhere.example", "inside:8501")


def test_a_refused_origin_is_one_line_in_the_log(server: Server):
    origin = "https://logged.example"
    for _ in range(3):
        assert server.http.post("/runs", json=LAUNCH, headers={"Origin": origin}).status_code == 403
    assert server.output.count(f"LAB_PUBLIC_URL={origin}") == 1


def test_a_page_is_told_why_it_gets_no_live_connection(server: Server):
    def why(address: str) -> str:
        return server.http.get("/live/doorway", params={"address": address}).json()["refused"]

    assert why(f"{server.url}/adam-spikes") == ""
    assert "sets LAB_PUBLIC_URL=http://lab.example/teach and" in why("http://lab.example/teach/")
    assert server.http.get("/live/doorway").status_code == 400


def test_a_redirect_stays_below_the_path_that_a_proxy_takes_away(server: Server):
    answer = server.http.get("/adam-spikes/?preset=quadratic")
    assert (answer.status_code, answer.headers["Location"]) == (302, "../adam-spikes?preset=quadratic")


def test_the_cookie_is_bound_to_the_path_of_the_public_address(monkeypatch, tmp_path):
    monkeypatch.setenv("LAB_HOME", str(tmp_path))
    for public, parts in (
        ("https://x.example/teach/lab/", "Path=/teach/lab/; .*; Secure$"),
        ("", "Path=/; "),
    ):
        monkeypatch.setenv("LAB_PUBLIC_URL", public)
        assert re.search(parts, Visitors().cookie("somebody"))


@pytest.mark.parametrize("path", ["/", "/adam-spikes", "/health", "/runs/0", "/live/assets/0/x", "/static/0"])
def test_every_answer_has_our_headers(server: Server, path):
    answer = server.http.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_only_embedded_pages_may_be_framed(server: Server):
    answer = server.http.get("/embed/0123456789abcdef")
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers


def test_the_policy_names_the_inline_script_of_the_installed_streamlit():
    assert len(inline_scripts()) == content_policy().count("'sha256-") == 1


def test_a_visitor_is_known_by_a_signed_cookie(server: Server):
    first = httpx.get(f"{server.url}/")
    cookie = first.headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Path=/"))
    value = first.cookies["lab_visitor"]
    assert "Set-Cookie" not in httpx.get(f"{server.url}/", cookies={"lab_visitor": value}).headers
    forged = ("0" if value[0] != "0" else "1") + value[1:]
    assert "Set-Cookie" in httpx.get(f"{server.url}/", cookies={"lab_visitor": forged}).headers


def test_what_caches_may_keep_carries_no_cookie(server: Server):
    page = httpx.get(f"{server.url}/adam-spikes")
    script = page.text.split('type="module" crossorigin src=".')[1].split('"')[0]
    assert "Set-Cookie" not in httpx.get(f"{server.url}{script}").headers


def test_the_secret_is_its_owners_alone(server: Server):
    assert stat.S_IMODE((server.home / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE(server.home.stat().st_mode) == 0o700


@pytest.mark.parametrize("path", ["/runs", "/runs/0123456789abcdef/commands"])
def test_bodies_are_bounded(server: Server, path):
    large = b" " * ((64 + 2000) * 1024 + 1)
    whole = server.http.post(path, content=large)
    streamed = server.http.post(path, content=iter([large[:60_000], large[60_000:]]))
    assert (whole.status_code, streamed.status_code) == (413, 413)
    assert whole.json()["error"] == "The body is larger than 64 kB, a file in it than 1500 kB; send less."


PREFIXES = ["/health", "/live", "/runs", "/embed", "/s"]
UNKNOWN = [f"{prefix}/{rest}" for prefix in PREFIXES for rest in ("x/y", "")]
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_is_unknown_below_our_prefixes_is_said_in_our_words(server: Server, path):
    answer = server.http.post(path)
    assert answer.status_code == 404
    assert answer.json()["error"].startswith(("There is nothing at", "x is not an id"))


@pytest.mark.parametrize("path", [*UNKNOWN, "/s", "/embed", "/runs/0123456789abcdef/export/csv", "/s/x.png"])
def test_who_opens_what_is_unknown_in_a_browser_gets_a_page_of_words(server: Server, path):
    answer = server.http.get(path, headers=BROWSER)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "Learning Dynamics Lab</a>" in answer.text


def test_every_method_gets_an_answer(server: Server):
    options, head, delete = (
        server.http.request(method, "/runs/0") for method in ("OPTIONS", "HEAD", "DELETE")
    )
    assert (options.status_code, options.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert (head.status_code, head.content) == (404, b"")
    assert (delete.status_code, delete.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_streamlits_agent_interface_is_off(server: Server):
    assert server.http.post("/_stcore/agent/interact", json={}).status_code == 403


def test_the_web_process_has_no_torch_and_stays_small(serve: Callable[..., Server]):
    """After what visitors ask for, each thing once: what other tests leave in its heaps is not its size."""
    server = serve()
    id = specify("adam-spikes", "fnn-sin").id
    for path in (
        f"/{addresses()['plotly']}",
        f"/runs/{id}/verdicts",
        f"/runs/{id}/export/html",
        f"/s/{id}.png",
    ):
        assert server.http.get(path).is_success, path
    assert "torch" not in Path(f"/proc/{server.process.pid}/maps").read_text(encoding="utf-8")
    assert server.small(250e6), server.memory
