"""The front end's files: immutable under a hash, compressed once, found by relative imports."""

import asyncio
import gzip
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from urllib.parse import urljoin

import httpx
import pytest

from lab.contract.figure import Binding
from lab.export import bundle, fonts
from lab.export.subset import subset
from lab.server.app import _undelayed
from lab.server.frontend import addresses
from tests.serving import Server


def get(server: Server, path: str, **headers: str) -> httpx.Response:
    with server.http.stream("GET", path, headers=headers) as answer:
        raw = b"".join(answer.iter_raw())
    return httpx.Response(answer.status_code, headers=dict(answer.headers), extensions={"raw": raw})


def test_every_module_is_found_from_the_entry_by_relative_imports(server: Server):
    waiting, seen = [f"/{addresses()['module']}"], set()
    while waiting:
        path = waiting.pop()
        answer = server.http.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert "immutable" in answer.headers["Cache-Control"]
        seen.add(path)
        imported = re.findall(
            r'^(?:import|export) .*? from "(\.[^"]+)"', answer.text, re.MULTILINE | re.DOTALL
        )
        waiting += {urljoin(path, one) for one in imported} - seen
    assert len(seen) > 5
    apart = [path for path in seen if "/bindings/" in path or "/pages/" in path]
    assert apart == [], "loaded by every page, though few figures need it"


@pytest.mark.parametrize("kind", Binding.__subclasses__(), ids=lambda kind: kind.__name__.lower())
def test_a_kind_of_binding_is_loaded_from_its_own_module(server: Server, kind):
    module = addresses()["module"].replace("main.js", f"bindings/{kind.__name__.lower()}.js")
    answer = server.http.get(f"/{module}")
    assert answer.status_code == 200
    assert "export function fill(" in answer.text


def test_plotly_comes_compressed_without_what_no_figure_draws(server: Server):
    path = f"/{addresses()['plotly']}"
    answer = get(server, path, **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    raw = answer.extensions["raw"]
    assert len(raw) < 500_000
    assert gzip.decompress(raw) == bundle.plotly()
    assert get(server, path, **{"Accept-Encoding": "identity"}).extensions["raw"] == bundle.plotly()


def test_connections_do_not_wait_with_the_second_part_of_an_answer():
    with socket.create_server(("localhost", 0)) as bound:
        uvicorn = SimpleNamespace(started=True, servers=[SimpleNamespace(sockets=[bound])])
        with ThreadPoolExecutor(1) as apart:  # beside a browser's tests this thread has a loop of its own
            apart.submit(asyncio.run, _undelayed(uvicorn)).result()
        with socket.create_connection(bound.getsockname()), bound.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_other_versions_and_names_are_not_found(server: Server):
    module = addresses()["module"]
    for path in (
        module.replace("main.js", "none.js"),
        module.replace("main.js", "..%2f..%2fREADME.md"),
        re.sub(r"[0-9a-f]{16}", "0" * 16, module),
        "/live/plotly-0.0.0.js",
        "/live/plotly-../../app.js",
    ):
        assert server.http.get(path).status_code in (400, 404), path


def test_a_face_is_served_as_it_was_cut(server: Server):
    answer = server.http.get(f"/{fonts.address('inter')}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "font/woff2"
    assert answer.content == subset(fonts.face("inter"))
    assert server.http.get("/live/fonts/0000000000000000/inter.woff2").status_code == 404
