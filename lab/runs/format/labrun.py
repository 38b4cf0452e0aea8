"""The file of one recording, `.labrun`: a deterministic zip of JSON and raw arrays that proves itself whole.

    recording.json          what the recording is, and the names, shapes and steps of what follows
    columns/NAME            float64, little-endian: `step` (rows), the others (rows, members)
    snapshots/K             an array (members, …), as the K-th entry of `snapshots` describes it
    checkpoints/STEP        a checkpoint's bytes
    points/NAME             a person's own points, where a specification names them by their hash

The zip's comment is the lower-case hex SHA-256 of every byte before it: compared before anything is parsed.
"""

import hashlib
import io
import json
import math
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lab.contract.errors import BadInput
from lab.contract.strangers import read_json
from lab.contract.training import Floats
from lab.runs.format.parcel import DTYPES
from lab.worlds import points

MOST_BYTES, MOST_UNPACKED = 64 * 2**20, 256 * 2**20
"""Bytes of a file, and of all that is in it."""
MOST_JSON = 8 * 2**20
"""Bytes of `recording.json`: the longest that the lab ships has 1.3 MB."""
HASH = 64
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DATE = (1980, 1, 1, 0, 0, 0)
_ENTRY = re.compile(
    r"recording\.json|columns/[a-z][a-z0-9_]{0,63}|snapshots/\d{1,6}|checkpoints/\d{1,9}"
    rf"|points/{points.NAME.pattern}"
)

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
Count = Annotated[int, Field(ge=0, le=2**53)]
Fact = Annotated[str, Field(max_length=1000)] | Annotated[int, Field(ge=-(2**53), le=2**53)] | float
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ArchiveRefused(BadInput):
    """The file is not a whole recording of ours."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Specification(_Strict):
    """A member, as `Run.specification` says it."""

    experiment: str
    version: int
    config: dict[str, Any]
    interventions: list[tuple[Count, str, Any]]


class MarkEntry(_Strict):
    """A mark as it stands in a chunk."""

    name: Name
    step: Count
    at: Count
    member: Count
    values: Annotated[dict[Name, float], Field(max_length=64)]


class SnapshotEntry(_Strict):
    """A snapshot's place and form; its array is the entry of the same number."""

    name: Name
    step: Count
    dtype: str
    shape: Annotated[list[Count], Field(min_length=1, max_length=8)]


class Header(_Strict):
    """All of a recording but its numbers."""

    format: Literal[1]
    specifications: Annotated[list[Specification], Field(min_length=1, max_length=4096)]
    environment: Annotated[dict[Name, Fact], Field(max_length=32)]
    durations: Annotated[dict[Name, float], Field(max_length=64)]
    digests: list[Digest]
    rows: Count
    columns: Annotated[list[Name], Field(max_length=256)]
    marks: list[MarkEntry]
    snapshots: list[SnapshotEntry]
    graph: list[dict[str, Any]]
    checkpoints: list[Count]
    citation: Annotated[str, Field(max_length=4096)] = ""


@dataclass(frozen=True)
class Content:
    """What a file holds: `columns` by name, `snapshots` in the header's order, checkpoints by step, and own
    points by their hash, each as they are written."""

    header: Header
    columns: Mapping[str, Floats]
    snapshots: Sequence[npt.NDArray[Any]]
    checkpoints: Mapping[int, bytes]
    points: Mapping[str, str] = field(default_factory=dict)


def pack(content: Content) -> bytes:
    """The file's bytes: the same content gives the same ones."""
    head = content.header.model_dump(mode="json")
    text = json.dumps(head, sort_keys=True, separators=(",", ":"), allow_nan=False)
    entries = {"recording.json": text.encode()}
    for name, column in content.columns.items():
        entries[f"columns/{name}"] = np.ascontiguousarray(column, "<f8").tobytes()
    for number, array in enumerate(content.snapshots):
        entries[f"snapshots/{number}"] = array.tobytes()
    for step, payload in content.checkpoints.items():
        entries[f"checkpoints/{step}"] = payload
    for name, written in content.points.items():
        entries[f"points/{name}"] = written.encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.comment = b"0" * HASH
        for name in sorted(entries):
            archive.writestr(zipfile.ZipInfo(name, _DATE), entries[name], zipfile.ZIP_DEFLATED, 9)
    before = file.getvalue()[:-HASH]
    return before + hashlib.sha256(before).hexdigest().encode()


def unpack(data: bytes) -> Content:
    """The content of a file, checked to the last number.

    Raises:
        ArchiveRefused: the file is damaged, too large, or not one of ours.
    """
    if len(data) > MOST_BYTES:
        raise ArchiveRefused(f"The file has {len(data)} bytes; at most {MOST_BYTES} are taken.")
    if hashlib.sha256(data[:-HASH]).hexdigest().encode() != data[-HASH:]:
        raise ArchiveRefused("The file is damaged or not a .labrun: its SHA-256 is not the one at its end.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _entries(archive)
        text = entries.pop("recording.json")
        read_json(text, "recording.json")  # its numbers are finite, its texts can be written
        header = Header.model_validate_json(text)
        return _content(header, entries)
    except BadInput as error:
        raise ArchiveRefused(f"The file cannot be used: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "/".join(map(str, first["loc"])) or "recording.json"
        raise ArchiveRefused(
            f"The file's {place[:80]} is not as it should be: {first['msg'][:80]}."
        ) from None
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError, EOFError, OSError) as error:
        raise ArchiveRefused(f"The file is not a .labrun: {str(error)[:80]}.") from None


def _entries(archive: zipfile.ZipFile) -> dict[str, bytes]:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    strange = [name for name in names if not _ENTRY.fullmatch(name)]
    foreign = [info for info in infos if info.compress_type not in _METHODS]
    if foreign:
        raise ValueError(f"{foreign[0].filename!r} is packed by method {foreign[0].compress_type}")
    if strange or len(set(names)) != len(names):
        raise ValueError(f"an entry is called {(strange or names)[0]!r}, or two are called the same")
    if sum(info.file_size for info in infos) > MOST_UNPACKED:
        raise ValueError(f"it unpacks to more than {MOST_UNPACKED} bytes")
    if any(info.filename.endswith(".json") and info.file_size > MOST_JSON for info in infos):
        raise ValueError(f"recording.json has more than {MOST_JSON} bytes")
    return {info.filename: _read(archive, info) for info in infos}


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as entry:
        # Never more than what was declared, whatever the stream unpacks to; then it must be at its end.
        read = entry.read(info.file_size)
    if len(read) != info.file_size:
        raise ValueError(f"{info.filename} is shorter than it says")
    return read


def _content(header: Header, entries: dict[str, bytes]) -> Content:
    members = len(header.specifications)
    columns = {
        name: _array(entries.pop(f"columns/{name}"), "<f8", _shape(name, header.rows, members))
        for name in header.columns
    }
    snapshots = [
        _array(entries.pop(f"snapshots/{number}"), snapshot.dtype, snapshot.shape)
        for number, snapshot in enumerate(header.snapshots)
    ]
    checkpoints = {step: entries.pop(f"checkpoints/{step}") for step in header.checkpoints}
    own = _points(header, entries)
    if entries:
        raise ValueError(f"{next(iter(entries))} is not in recording.json")
    _check(header, columns)
    return Content(header, columns, snapshots, checkpoints, own)


def _points(header: Header, entries: dict[str, bytes]) -> dict[str, str]:
    """The points that specifications name; a file that was written before points travelled has none."""
    names = {name for run in header.specifications for name in points.named_in(run.config)}
    own = {name: entries.pop(f"points/{name}").decode() for name in names if f"points/{name}" in entries}
    for name, written in own.items():
        points.check(written)
        if written == name or points.named(written) != name:
            raise ValueError("its points are not those whose hash a specification names")
    return own


def _shape(name: str, rows: int, members: int) -> tuple[int, ...]:
    return (rows,) if name == "step" else (rows, members)


def _array(data: bytes, dtype: str, shape: Sequence[int]) -> npt.NDArray[Any]:
    if dtype not in DTYPES or math.prod(shape) * np.dtype(dtype).itemsize != len(data):
        raise ValueError(f"{len(data)} bytes are no {dtype} of shape {list(shape)}")
    return np.frombuffer(data, dtype).reshape(shape)


def _check(header: Header, columns: Mapping[str, Floats]) -> None:
    members = len(header.specifications)
    steps = columns["step"]
    whole = bool(((steps >= 0) & (steps < 2**53) & (steps == np.floor(steps))).all())
    if not whole or not bool((np.diff(steps) > 0).all()):
        raise ValueError("its steps are not whole numbers in rising order")
    shots = [(snapshot.step, snapshot.name) for snapshot in header.snapshots]
    if shots != sorted(set(shots)) or any(snapshot.shape[0] != members for snapshot in header.snapshots):
        raise ValueError("its snapshots are not in order, or not of all members")
    marks = {(mark.member, mark.name) for mark in header.marks}
    if len(marks) != len(header.marks) or any(mark.member >= members for mark in header.marks):
        raise ValueError(f"its marks are not of its {members} members, or one is there twice")
    if len(header.digests) != members or any(type(change.get("step")) is not int for change in header.graph):
        raise ValueError("a member has no digest, or a change of the graph no step")
