"""What a stranger sends is answered in one sentence: no route fails, quotes at length, or works for long."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.serving import Server

HOSTILE = (
    "1" * 310,
    "-" + "9" * 5000,
    "1e999",
    "-1e999",
    "0." + "3" * 5000,
    '"' + "1" * 5000 + '"',
    '"1e999"',
    '"nan"',
    '"\\ud800"',
    '"\\udfff"',
    '"' + "x" * 3000 + '"',
    "[[[[]]]]",
    "[" * 2000 + "]" * 2000,
    "NaN",
    "true",
    "null",
    '{"a": 1}',
)
"""JSON texts that no setting, step or name is."""
BODIES = (
    *(
        f'{{"experiment": "adam-spikes", "preset": "quadratic", "fields": {{"{name}": #}}}}'
        for name in ("steps", "eta", "seed", "etas", "network", "record")
    ),
    '{"experiment": "adam-spikes", "preset": "quadratic", "version": #}',
    '{"experiment": #}',
    '{"experiment": "adam-spikes", "preset": #}',
    '{"experiment": "adam-spikes", "preset": "quadratic", "interventions": [[#, "eta", 0.001]]}',
    '{"experiment": "adam-spikes", "preset": "quadratic", "interventions": [[10, #, 0.001]]}',
    '{"experiment": "adam-spikes", "preset": "quadratic", "interventions": [[10, "eta", #]]}',
    '{"experiment": "adam-spikes", "preset": "quadratic", "interventions": [#]}',
)
"""Bodies that start a run, with a place for one of them."""
REFUSAL = 1200
"""Bytes of the longest refusal: a sentence, whatever it quotes."""


@pytest.fixture(scope="module")
def run(server: Server) -> str:
    """A run that anybody may ask about."""
    answer = server.http.post(
        "/runs", json={"experiment": "adam-spikes", "preset": "quadratic", "fields": {"steps": 120}}
    )
    return str(answer.json()["id"])


def _refused(server: Server, path: str, text: str) -> None:
    answer = server.http.post(path, content=text.encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 202, 400, 403, 404, 409, 429), (path, text[:200], answer.text)
    if answer.status_code >= 400:
        assert len(answer.content) <= REFUSAL, (path, text[:200])
        assert answer.json()["error"].endswith((".", "…")), answer.text


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: value[:12])
def test_a_value_that_no_setting_is_is_refused_in_a_sentence(server: Server, run: str, value: str):
    for body in BODIES:
        _refused(server, "/runs", body.replace("#", value))
    _refused(server, f"/runs/{run}/branches", f'{{"at": {value}, "set": {{"eta": 0.001}}}}')
    _refused(server, f"/runs/{run}/branches", f'{{"at": 10, "set": {{"eta": {value}}}}}')
    _refused(server, f"/runs/{run}/commands", f'{{"command": "intervene", "set": {{"eta": {value}}}}}')
    _refused(server, "/rooms", f'{{"lesson": {value}, "minutes": {value}}}')


@pytest.mark.parametrize(
    "query",
    [
        "step=" + "1" * 5000,
        "step=1e999",
        "step=%D9%A1",
        "points=%ED%A0%80",
        "from=" + "9" * 30,
        "series=" + "x" * 20_000,
        "minutes=" + "4" * 3000,
        "maxwidth=" + "1" * 3000 + "&url=x",
        "url=" + "x" * 9000,
    ],
    ids=lambda query: query[:10],
)
def test_a_query_that_no_route_takes_is_refused_in_a_sentence(server: Server, run: str, query: str):
    parts = ("history", "describe", "outcome", "verdicts", "export/csv")
    for path in (*(f"/runs/{run}/{part}" for part in parts), f"/embed/{run}", f"/s/{run}", "/oembed",
                 "/lessons/rescue.html", "/claims", "/paper/2407.01178"):  # fmt: skip
        answer = server.http.get(f"{path}?{query}")
        assert answer.status_code < 500, (path, query[:60], answer.text[:200])
        if answer.status_code >= 400:
            assert len(answer.content) <= REFUSAL, (path, query[:60])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
        max_leaves=12,
    )
)
def test_no_json_makes_a_server_fail(server: Server, value: object):
    """Whatever JSON, also as Python writes it: with NaN, with half a surrogate pair."""
    text = json.dumps(value)
    for path in ("/runs", "/rooms", "/r/ABCDE/join", "/r/ABCDE/votes"):
        _refused(server, path, text)
    _refused(server, "/runs", BODIES[1].replace("#", text))


def test_a_history_has_a_bounded_number_of_curves(server: Server, run: str):
    same = server.http.get(f"/runs/{run}/history?series=" + ",".join(["loss"] * 4000))
    assert same.content == server.http.get(f"/runs/{run}/history?series=loss").content
    many = server.http.get(f"/runs/{run}/history?series=" + ",".join(f"loss@x{n}" for n in range(65)))
    assert (many.status_code, many.json()["error"][:20]) == (400, "These are 65 series;")


def _read_on(socket: ClientConnection) -> None:
    while True:
        socket.recv(timeout=20)


def test_a_socket_takes_a_message_of_a_mebibyte_and_no_more(server: Server):
    with connect(server.url.replace("http", "ws") + "/live", origin=Origin(server.url)) as socket:
        socket.send("x" * 2**20)
        assert json.loads(socket.recv())["type"] == "refused"
        socket.send("x" * (2**20 + 1))
        with pytest.raises(ConnectionClosed) as closed:
            _read_on(socket)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


@pytest.mark.parametrize(
    "path", ["/s/{}", "/s/{}.png", "/embed/{}", "/claims", "/paper/2407.01178", "/runs/{}", "/health", "/"]
)
def test_what_anybody_may_keep_makes_nobody_a_visitor(server: Server, run: str, path: str):
    with server.visitor() as somebody:
        answer = somebody.get(path.format(run))
    assert ("Set-Cookie" in answer.headers) == (path == "/")


def test_a_foreign_host_stands_in_no_link(server: Server, run: str):
    for path in (f"/s/{run}", f"/embed/{run}", f"/oembed?url=/s/{run}", "/paper/2407.01178"):
        for host in ("evil.example", "[evil.example", "evil.example:999999"):
            answer = server.http.get(path, headers={"Host": host})
            assert answer.status_code < 500, (path, host)
            assert "evil.example" not in answer.text, (path, host)


def test_streamlit_tells_strangers_nothing_of_others(server: Server):
    assert server.http.get("/_stcore/metrics").status_code == 404
