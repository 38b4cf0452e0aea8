"""A worker's chunk as a viewer gets it: of the members that are watched, with the names it goes by."""

from collections.abc import Sequence
from typing import Any

from lab.runs.parcel import Array, pack, unpack


def encode(payload: bytes, id: str, recording: str, batch: Sequence[str], watched: frozenset[str]) -> bytes:
    """The stored chunk of a batch as the parcel for those who watch `id`, whose members are `watched`.

    A column of shape (rows, members) and a snapshot of shape (members, …) are narrowed to the watched ones;
    `members` in the header has their order, and `mark.member` counts in it.
    """
    header, arrays = unpack(payload)
    places = [place for place, run in enumerate(batch) if run in watched]
    if len(places) < len(batch):
        header, arrays = _narrow(header, arrays, places)
    names = {"id": id, "recording": recording, "members": [batch[place] for place in places]}
    return pack({**header, **names}, arrays)


def _narrow(
    header: dict[str, Any], arrays: dict[str, Array], places: list[int]
) -> tuple[dict[str, Any], dict[str, Array]]:
    marks = [
        {**mark, "member": places.index(mark["member"])}
        for mark in header["marks"]
        if mark["member"] in places
    ]
    return {**header, "marks": marks}, {name: _of(name, array, places) for name, array in arrays.items()}


def _of(name: str, array: Array, places: list[int]) -> Array:
    if name == "column:step":
        return array
    return array[:, places] if name.startswith("column:") else array[places]
