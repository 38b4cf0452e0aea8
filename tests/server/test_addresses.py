"""One address, however many connections it opens, leaves places for others; and so does one visitor."""

import json
from contextlib import ExitStack

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from lab.server.visitors import COOKIE, address
from tests.patience import PATIENCE
from tests.serving import Server


@pytest.fixture
def small(serve) -> Server:
    """A server with sixteen places to watch."""
    return serve(LAB_MAX_VIEWERS="16")


def opened(server: Server, path: str, source: str, cookie: str = "") -> ClientConnection:
    """A socket that says nothing, from an address as a proxy here tells it, with a cookie or without."""
    return connect(
        f"ws://localhost:{server.port}{path}",
        origin=Origin(server.url),
        additional_headers={"X-Forwarded-For": source, "Cookie": cookie},
        open_timeout=PATIENCE,
    )


def cookie(server: Server) -> str:
    """That of a new visitor."""
    with server.visitor() as visitor:
        visitor.get("/")
        return f"{COOKIE}={visitor.cookies[COOKIE]}"


def refusal(line: ClientConnection) -> str:
    """What the server says first, if it refuses."""
    return str(json.loads(line.recv(timeout=PATIENCE)).get("error", ""))


def test_one_address_takes_half_of_the_places_and_one_visitor_an_eighth(small: Server):
    with ExitStack() as lines:

        def watch(source: str, cookie: str = "") -> str:
            return refusal(lines.enter_context(opened(small, "/live", source, cookie)))

        mine = cookie(small)
        assert [watch("192.0.2.1", mine) for _ in range(2)] == ["", ""]
        assert watch("192.0.2.1", mine).startswith("2 pages of yours watch already")
        assert [watch("192.0.2.1") for _ in range(2)] == ["", ""]
        assert watch("192.0.2.1").startswith("2 pages of yours watch already"), "all without a cookie are one"
        assert [watch("192.0.2.1", cookie(small)) for _ in range(4)] == [""] * 4
        assert watch("192.0.2.1", cookie(small)).startswith("8 watch from your address already")
        assert [watch("192.0.2.2", cookie(small)) for _ in range(8)] == [""] * 8
        assert watch("192.0.2.3") == "16 watch already; try again in a minute."
        assert small.http.get("/health").status_code == 200


def test_a_page_s_own_connection_has_the_same_bounds(small: Server):
    with ExitStack() as lines:
        for _ in range(2):
            lines.enter_context(opened(small, "/_stcore/stream", "192.0.2.1"))
        with pytest.raises(InvalidStatus) as refused:
            opened(small, "/_stcore/stream", "192.0.2.1")
        assert refused.value.response.status_code == 403
        lines.enter_context(opened(small, "/_stcore/stream", "192.0.2.2"))


def test_a_place_is_given_back(small: Server):
    for _ in range(3):
        with opened(small, "/_stcore/stream", "192.0.2.1"), opened(small, "/live", "192.0.2.1") as line:
            assert refusal(line) == ""


def test_a_household_is_one_address():
    assert address("2001:db8:1:2::5") == address("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert address("192.0.2.7") != address("192.0.2.8")
    assert address("::ffff:192.0.2.7") == address("192.0.2.7")
    assert address("") == "unknown"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1"])
def test_a_person_at_this_machine_is_no_stranger_unless_a_proxy_stands_there(monkeypatch, host):
    assert address(host) == ""
    monkeypatch.setenv("LAB_PUBLIC_URL", "https://lab.example.org")
    assert address(host) != ""
