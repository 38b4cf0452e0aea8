"""The picture of a run for link previews: 1200 × 630, drawn from its recording in a process of its own."""

import base64
import hashlib
import json
import re
import subprocess
import threading
from collections.abc import Mapping
from typing import Any

import numpy as np

from lab.contract.cut import Cut
from lab.contract.errors import LabError
from lab.export import citation, fonts
from lab.export.assets import roles
from lab.figures import film
from lab.figures.exhibit import Exhibit
from lab.figures.filled import filled
from lab.figures.veil import veiled
from lab.host.processes import python
from lab.runs.store.cache import open_cache

SIZE = (1200, 630)
PAGE = "#fbfaf7"
"""What it is drawn on."""
PATIENCE = 60
"""Seconds that drawing may take."""
FORM = 5
"""Raised when pictures are drawn otherwise, so that old ones are not shown any more."""

_drawing = threading.Lock()
"""One at a time: drawing takes a core for about two seconds."""


def picture(subject: Exhibit, cut: Cut | None = None) -> bytes:
    """The PNG of what a run or a set shows in the end, or at the cliff of a cut; of a complete one it is
    drawn once.

    Raises:
        LabError: it cannot be drawn here.
    """
    home = subject.log.path.parent
    cache = open_cache(home)
    names = [FORM, subject.id, cut and cut.preset, *((info.recording, info.number) for info in subject.infos)]
    key = "picture:" + hashlib.sha256(json.dumps(names).encode()).hexdigest()
    kept = cache.get(key)  # whoever wants one that is there waits for nobody's
    if isinstance(kept, bytes):
        return kept
    with _drawing:
        kept = cache.get(key)
        if not isinstance(kept, bytes):
            faces = {name: base64.b64encode(fonts.woff2(home, name)).decode() for name in fonts.FACES}
            kept = _drawn({**order(subject, cut), "faces": faces})
            cache.set(key, kept)
    return kept


def order(subject: Exhibit, cut: Cut | None = None) -> dict[str, Any]:
    """The order that `lab.figures.draw` carries out, as JSON values."""
    colors = {**roles(), "page": PAGE, "panel": PAGE}
    step = film.stills(subject, cut)[-1] if cut else subject.last_step
    values = {
        "size": SIZE,
        "title": cut.cliff.question if cut else subject.sentence,
        "asks": cut is not None,
        "foot": " · ".join(filter(None, (subject.experiment.title, f"run {subject.id}", subject.source))),
        "colors": colors,
        "figure": filled(veiled(subject.hero, cut), subject.recorded, step),
        "about": citation.written(subject),
    }
    plain: dict[str, Any] = json.loads(coloured(values, colors))
    return plain


def coloured(figure: Any, colors: Mapping[str, str]) -> str:
    """A figure, or what contains one, as JSON with colours in the place of roles."""
    return re.sub(
        r'"@([a-z]+)"', lambda found: json.dumps(colors[found[1]]), json.dumps(figure, default=_plain)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    return dict(value) if hasattr(value, "keys") else list(value)


def _drawn(order: dict[str, Any]) -> bytes:
    command = python("lab.figures.draw")
    try:
        done = subprocess.run(
            command, input=json.dumps(order).encode(), capture_output=True, timeout=PATIENCE, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise LabError("The picture of this run could not be drawn; its page shows the figure.") from error
    return done.stdout
