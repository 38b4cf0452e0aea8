"""The front end of the live figure: our modules under the hash of them all, plotly's installed bundle."""

import functools
import gzip
import hashlib
import importlib.metadata
import importlib.util
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from lab.errors import NotFound
from lab.settings import ROOT

IMMUTABLE = "public, max-age=31536000, immutable"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}


def addresses() -> dict[str, str]:
    """Where the browser finds the entry module and plotly."""
    version = importlib.metadata.version("plotly")
    return {"module": f"/live/assets/{_modules()[0]}/main.js", "plotly": f"/live/plotly-{version}.js"}


def asset(request: Request) -> Response:
    """One module; they import each other by relative paths, so one hash above them names all.

    Raises:
        NotFound: no such module, or of another version of the front end.
    """
    version, modules = _modules()
    name = request.path_params["name"]
    if request.path_params["hash"] != version or name not in modules:
        raise NotFound("This part of the page is of another version; reload the page.")
    return _answer(request, modules[name], TYPES[Path(name).suffix])


def plotly(request: Request) -> Response:
    """The bundle of the installed plotly package.

    Raises:
        NotFound: another version is asked for.
    """
    if request.url.path != addresses()["plotly"]:
        raise NotFound("This version of plotly is not installed here; reload the page.")
    return _answer(request, bundle(), "text/javascript")


@functools.cache
def bundle() -> bytes:
    """Plotly's bundle, compressed: once, while the server starts."""
    found = importlib.util.find_spec("plotly")
    if found is None or found.origin is None:
        raise RuntimeError("plotly is not installed")
    return _compressed((Path(found.origin).parent / "package_data" / "plotly.min.js").read_bytes())


@functools.cache
def _modules() -> tuple[str, dict[str, bytes]]:
    """Hash of the front end, and each file of it, compressed."""
    root = ROOT / "assets" / "live"
    digest, modules = hashlib.sha256(), {}
    for path in sorted(one for one in root.rglob("*") if one.suffix in TYPES):
        name, content = path.relative_to(root).as_posix(), path.read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
        modules[name] = _compressed(content)
    return digest.hexdigest()[:16], modules


def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


def _answer(request: Request, compressed: bytes, type: str) -> Response:
    headers = {"Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(compressed), headers=headers, media_type=type)
    return Response(compressed, headers={**headers, "Content-Encoding": "gzip"}, media_type=type)
