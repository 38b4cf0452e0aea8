"""The faces that pages are set in: what their words need of two installed variable fonts, as WOFF2."""

import hashlib
import importlib.util
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

from lab.contract.errors import LabError, NotFound
from lab.host.processes import python
from lab.runs.store.cache import open_cache

PATIENCE = 300
"""Seconds that cutting a face out of its font may take: about five, over sixty on a loaded machine."""
_cutting = threading.Lock()

LATIN = (*range(0x20, 0x7F), *range(0xA0, 0x100), *range(0x2010, 0x2030), *map(ord, "→−√≤≥"))
GREEK = tuple(range(0x391, 0x3CA))
SMALL = (0xB2, 0xB3, 0xB9, *range(0x2070, 0x20A0))
"""Figures and letters above and below the line."""
MARKS = (*range(0x100, 0x180), *range(0x2030, 0x2070), *range(0x2190, 0x2300), *map(ord, "\u0302ᵗᵢⱼ■□▲◆○●✓"))


@dataclass(frozen=True)
class Face:
    """A part of an installed variable font: its characters, the range of its axes, its features."""

    family: str
    package: str
    file: str
    characters: tuple[int, ...]
    axes: dict[str, float | tuple[float, float]]
    features: tuple[str, ...]

    @property
    def path(self) -> Path:
        """The whole font, as it is installed."""
        found = importlib.util.find_spec(self.package)
        if found is None or found.origin is None:
            raise NotFound(f"{self.package} is not installed: install the lab again.")
        return Path(found.origin).parent / "files" / self.file

    @property
    def weights(self) -> str:
        """Its weights, as CSS says them."""
        weight = self.axes["wght"]
        return f"{weight[0]:g} {weight[1]:g}" if isinstance(weight, tuple) else f"{weight:g}"

    @property
    def version(self) -> str:
        """Hash of all that the part follows from: 16 hex digits."""
        what = (self.package, self.path.stat().st_size, self.characters, self.axes, self.features)
        return hashlib.sha256(repr(what).encode()).hexdigest()[:16]


FACES = {
    "inter": Face(
        "Inter",
        "fontpkg_inter",
        "Inter[opsz,wght].ttf",
        (*LATIN, *GREEK, *SMALL, *MARKS),
        {"opsz": 14, "wght": (400, 700)},
        ("kern", "tnum", "cv11", "ss03", "calt", "ccmp", "mark"),
    ),
    "source-serif": Face(
        "Source Serif 4",
        "fontpkg_source_serif_4",
        "SourceSerif4[opsz,wght].ttf",
        (*LATIN, *GREEK, *SMALL),
        {"opsz": (20, 60), "wght": 600},
        ("kern", "liga", "ccmp", "lnum"),
    ),
}
"""For all that is read, and for questions, headings and large numbers."""


def face(name: str) -> Face:
    """The face of that name.

    Raises:
        NotFound: there is none.
    """
    if name not in FACES:
        raise NotFound(f"{name[:40]} is not a face of the lab; there are {', '.join(FACES)}.")
    return FACES[name]


def woff2(home: Path, name: str) -> bytes:
    """A face as a font of its own; cut out once, in a process of its own, and kept in the cache of a store.

    Raises:
        NotFound: there is no face of that name.
        LabError: it cannot be cut out here.
    """
    cache = open_cache(home)
    key = f"font:{name}:{face(name).version}"
    with _cutting:
        kept = cache.get(key)
        if not isinstance(kept, bytes):
            kept = _cut(name)
            cache.set(key, kept)
    return kept


def _cut(name: str) -> bytes:
    try:
        done = subprocess.run(
            python("lab.export.subset", name), check=True, capture_output=True, timeout=PATIENCE
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise LabError(f"The face {name} cannot be cut out here: {error}.") from error
    return done.stdout


def style(root: str = "") -> str:
    """The faces as a style sheet; `root` is the way from the page to the lab's beginning."""
    return "".join(
        f'@font-face {{ font-family: "{part.family}"; font-weight: {part.weights}; font-display: swap; '
        f'src: url("{root}{address(name)}") format("woff2"); }}\n'
        for name, part in FACES.items()
    )


def address(name: str) -> str:
    """Where the server has a face, from the lab's beginning on."""
    return f"live/fonts/{face(name).version}/{name}.woff2"
