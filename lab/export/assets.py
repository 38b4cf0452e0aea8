"""The front end's files as they lie here: our modules, style sheets and drawings."""

import functools
import hashlib
import json
import posixpath
import re
from pathlib import Path
from typing import Any

from lab.contract.experiment import Experiment
from lab.contract.settings import ROOT

DRAWINGS = ROOT / "assets" / "drawings"
LEAD = "adam-spikes"
"""The experiment at the top of home."""
CLIFF = f"{LEAD}.cliff"
"""The drawing of its question."""
STILLS = 3
"""Drawings of a cut, at most."""
_IMPORTED = re.compile(r'^(?:import|export) (?:[^"]*? from )?"(\.[^"]+)";$', re.MULTILINE)
KINDS = frozenset({".js", ".css", ".svg", ".json"})


@functools.cache
def modules(folder: str = "live") -> dict[str, bytes]:
    """Each file of the front end by its path under assets/live; of a room's pages, under assets/room."""
    root = ROOT / "assets" / folder
    found = sorted(path for path in root.rglob("*") if path.suffix in KINDS)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


@functools.cache
def version(folder: str = "live") -> str:
    """Hash of the front end's files: 16 hex digits."""
    digest = hashlib.sha256()
    for name, content in modules(folder).items():
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def imported(entry: str, folder: str = "live") -> list[str]:
    """A module of the front end and what it imports, and what that imports, each once."""
    found, waiting = [entry], [entry]
    while waiting:
        name = waiting.pop()
        paths = _IMPORTED.findall(modules(folder)[name].decode())
        names = [posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for path in paths]
        more = [name for name in dict.fromkeys(names) if name not in found]
        found, waiting = found + more, waiting + more
    return found


@functools.cache
def roles(theme: str = "light") -> dict[str, str]:
    """A theme's colours by the names that figures use: `@model` is `--lab-model` of style.css."""
    light, dark, *_ = modules()["style.css"].decode().split("}")
    return dict(re.findall(r"--lab-([a-z-]+): (#[0-9a-f]{6});", light if theme == "light" else dark))


def tokens() -> str:
    """Both themes' colours as declarations, for pages of ours beside the live figure."""
    light, dark = roles("light"), roles("dark")
    return " ".join(f"--lab-{role}: light-dark({light[role]}, {dark[role]});" for role in light)


@functools.cache
def drawings() -> dict[str, str]:
    """Every drawing of a tile or a storyboard by its name, as an SVG element."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(DRAWINGS.glob("*.svg"))}


def drawing_file(experiment: Experiment, preset: str, number: int) -> Path:
    """File of a still of an example, from 0."""
    return DRAWINGS / f"{experiment.name}.{preset}-{number}.svg"


def stills(experiment: Experiment, preset: str) -> list[str]:
    """Names of the drawings of an example in their order; none before `lab publish` has made them."""
    names = (drawing_file(experiment, preset, number).stem for number in range(STILLS))
    return [name for name in names if name in drawings()]


def opening_file(experiment: Experiment, preset: str) -> Path:
    """File of what the page of an example shows until the recording is there."""
    return DRAWINGS / f"{experiment.name}.{preset}.json"


@functools.cache
def opening(experiment: Experiment, preset: str) -> dict[str, Any] | None:
    """What the film of an example begins with, for its page; none before `lab publish` has made it."""
    path = opening_file(experiment, preset)
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def ends() -> list[float]:
    """Where the futures of the lead's question end, in the order of its choices, in percent of the height."""
    (found,) = re.findall(r'data-ends="([^"]*)"', drawings()[CLIFF])
    return [float(end) for end in found.split()]
