"""The front end's files as they lie here: our modules and style sheet, plotly's installed bundle."""

import functools
import hashlib
import importlib.util
import re
from pathlib import Path

from lab.contract.cut import Cut
from lab.contract.experiment import Experiment
from lab.contract.settings import ROOT

TILES = ROOT / "assets" / "tiles"
FRAMES = 24
"""Pictures in a strip, below each other."""
STILLS = 3
"""Pictures on a storyboard, below each other."""
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
def roles(theme: str = "light") -> dict[str, str]:
    """A theme's colours by the names that figures use: `@model` is `--lab-model` of style.css."""
    light, dark, *_ = modules()["style.css"].decode().split("}")
    return dict(re.findall(r"--lab-([a-z]+): (#[0-9a-f]{6});", light if theme == "light" else dark))


@functools.cache
def tiles() -> dict[str, tuple[str, bytes]]:
    """Every strip and storyboard by its file's name: the hash of its bytes, 16 hex digits, and the bytes."""
    files = {path.name: path.read_bytes() for path in sorted(TILES.glob("*.webp"))}
    return {name: (hashlib.sha256(content).hexdigest()[:16], content) for name, content in files.items()}


def tile(experiment: Experiment, theme: str) -> Path:
    """File of an experiment's strip of pictures: what its tile plays, light or dark."""
    return TILES / f"{experiment.name}-{theme}.webp"


def board(experiment: Experiment, cut: Cut, theme: str) -> Path:
    """File of a cut's three stills: what stands for it where nothing moves, light or dark."""
    return TILES / f"{experiment.name}.{cut.preset}-{theme}.webp"


def address(path: Path) -> str | None:
    """Where the server has a strip or a storyboard, from a page on; None before `lab publish` has made it."""
    known = tiles().get(path.name)
    return f"live/tiles/{known[0]}/{path.name}" if known else None
