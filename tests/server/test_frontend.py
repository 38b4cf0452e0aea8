"""The front end's files: immutable under a hash, compressed once, found by relative imports."""

import gzip
import re
from pathlib import Path
from urllib.parse import urljoin

import httpx
import plotly

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


def test_plotly_is_the_installed_bundle_compressed(server: Server):
    path = f"/{addresses()['plotly']}"
    bundle = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
    answer = get(server, path, **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.extensions["raw"]) == bundle
    assert get(server, path, **{"Accept-Encoding": "identity"}).extensions["raw"] == bundle


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
