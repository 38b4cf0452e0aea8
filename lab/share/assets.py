"""The front end's files as they lie here: our modules and style sheet, plotly's installed bundle."""

import functools
import hashlib
import importlib.util
import re
from pathlib import Path

from lab.settings import ROOT

KINDS = frozenset({".js", ".css", ".svg", ".json"})


@functools.cache
def modules() -> dict[str, bytes]:
    """Each file of the front end by its path under assets/live."""
    root = ROOT / "assets" / "live"
    found = sorted(one for one in root.rglob("*") if one.suffix in KINDS)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


@functools.cache
def version() -> str:
    """Hash of the front end's files: 16 hex digits."""
    digest = hashlib.sha256()
    for name, content in modules().items():
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def plotly() -> bytes:
    """The bundle inside the installed plotly package."""
    found = importlib.util.find_spec("plotly")
    if found is None or found.origin is None:
        raise RuntimeError("plotly is not installed")
    return (Path(found.origin).parent / "package_data" / "plotly.min.js").read_bytes()


@functools.cache
def roles() -> dict[str, str]:
    """The light theme's colours by the names that figures use: `@model` is `--lab-model` of style.css."""
    light, _, _ = modules()["style.css"].decode().partition("}")
    return dict(re.findall(r"--lab-([a-z]+): (#[0-9a-f]{6});", light))
