"""A worker's chunk as a viewer gets it: of the members that are watched, with the names it goes by."""

from collections.abc import Sequence

from lab.runs.format.chunk import narrow
from lab.runs.format.parcel import pack, unpack


def encode(payload: bytes, id: str, recording: str, batch: Sequence[str], watched: frozenset[str]) -> bytes:
    """The stored chunk of a batch as the parcel for those who watch `id`, whose members are `watched`.

    A column of shape (rows, members) and a snapshot of shape (members, …) are narrowed to the watched ones;
    `members` in the header has their order, and `mark.member` counts in it.
    """
    header, arrays = unpack(payload)
    places = [place for place, run in enumerate(batch) if run in watched]
    if len(places) < len(batch):
        header, arrays = narrow(header, arrays, places)
    names = {"id": id, "recording": recording, "members": [batch[place] for place in places]}
    return pack({**header, **names}, arrays)
