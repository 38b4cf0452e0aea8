"""Parts of a worker's chunk: only some of its members, only its steps before one."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from lab.runs.format.parcel import Array

Header = dict[str, Any]
Arrays = dict[str, Array]


def narrow(header: Header, arrays: Arrays, places: Sequence[int]) -> tuple[Header, Arrays]:
    """The members at `places`; `mark.member` counts in them."""
    order = {place: index for index, place in enumerate(places)}
    marks = [{**mark, "member": order[mark["member"]]} for mark in header["marks"] if mark["member"] in order]
    return {**header, "marks": marks}, {name: _of(name, array, places) for name, array in arrays.items()}


def before(header: Header, arrays: Arrays, step: int) -> tuple[Header, Arrays]:
    """What happened before a step."""
    rows = int(np.searchsorted(arrays["column:step"], step))
    snapshots = [snapshot for snapshot in header["snapshots"] if snapshot["step"] < step]
    kept = {name: array[:rows] for name, array in arrays.items() if name.startswith("column:")}
    about = {
        **header,
        "rows": rows,
        "marks": [mark for mark in header["marks"] if mark["step"] < step],
        "snapshots": snapshots,
        "graph": [change for change in header["graph"] if change["step"] < step],
        "progress": min(header["progress"], step),
    }
    return about, kept | {snapshot["array"]: arrays[snapshot["array"]] for snapshot in snapshots}


def _of(name: str, array: Array, places: Sequence[int]) -> Array:
    if name == "column:step":
        return array
    return array[:, places] if name.startswith("column:") else array[places]
