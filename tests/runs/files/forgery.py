"""Files as a stranger would make them: an honest one changed, and all that proves it whole made anew."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from lab.runs.files import archive
from lab.runs.format.labrun import Content, pack, unpack


def forged(data: bytes, *, columns: Mapping[str, Any] | None = None, **header: Any) -> bytes:
    """The file with other columns or other facts, and the digests and the hash that belong to these."""
    whole = unpack(data)
    return sealed(replace(whole, columns={**whole.columns, **(columns or {})}), **header)


def sealed(whole: Content, **header: Any) -> bytes:
    """The file of a content, whose digests are those of its rows unless others are wanted."""
    changed = replace(whole, header=whole.header.model_copy(update=header))
    digests = header.get("digests") or list(archive._digests(changed))
    return pack(replace(changed, header=changed.header.model_copy(update={"digests": digests})))


def better(data: bytes, name: str) -> bytes:
    """The file with a column of its rows made a tenth of what it was."""
    return forged(data, columns={name: np.asarray(unpack(data).columns[name]) * 0.1})
