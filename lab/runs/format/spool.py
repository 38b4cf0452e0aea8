"""A spool: the file to which a training of somebody's own is recorded, one write a step, by its own process.

A first line of JSON, then records, each a kind (one byte), a length (uint32) and so many bytes: a row of the
fixed columns, values that the user logs, their names, a mark, a snapshot (a parcel), a note, the end. What a
killed process or a full disk has left of a last record is shorter than it says, and is no record.
"""

import json
import math
import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lab.contract.errors import BadInput
from lab.contract.strangers import quoted, read_json
from lab.contract.training import Floats, Mark
from lab.runs.format import parcel

_HEAD = struct.Struct("<cI")
ROW, NAMES, LOGGED, MARK, SNAPSHOT, NOTE, END = b"r", b"n", b"o", b"m", b"s", b"t", b"e"
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A column, as series of a history name them."""
LONGEST_LINE, LONGEST_RECORD = 2**20, 64 * 2**20
MOST_NAMED = 32

Ending = Literal["done", "stopped", "failed"]


class Header(BaseModel):
    """The first line: what the training is, the columns of its rows, and the process that trains.

    `began` is when that process began, in the kernel's clock ticks: a pid alone may be another's by now.
    `steps` is how many the user says there will be; 0 where nobody knows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    specification: dict[str, Any]
    environment: dict[str, str | int | float]
    columns: tuple[Name, ...] = Field(min_length=1, max_length=64)
    layers: tuple[str, ...] = Field(default=(), max_length=100_000)
    steps: int = Field(default=0, ge=0, le=2**53)
    created: float
    host: str = Field(max_length=256)
    pid: int = Field(ge=0)
    began: int = Field(ge=0)


class _Named(BaseModel):
    names: tuple[Name, ...] = Field(max_length=MOST_NAMED)


class _Mark(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    name: str = Field(min_length=1, max_length=80)
    step: int = Field(ge=0, le=2**53)
    at: int = Field(ge=0, le=2**53)
    member: Literal[0]
    values: dict[str, float]


class _Note(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=40)
    text: str = Field(max_length=1000)


class _End(BaseModel):
    state: Ending
    error: str | None = Field(default=None, max_length=1000)


class Spool:
    """The writing end. Each method writes one record with one call, so that what is written is whole.

    Raises:
        OSError: the file cannot be made or written; nothing more can be then.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self.path = path
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        self._file = os.open(path, flags, 0o600)
        self._names: tuple[str, ...] = ()
        self._write(header.model_dump_json().encode() + b"\n")

    def row(self, step: int, values: Sequence[float]) -> None:
        """A row: the values of the header's columns."""
        self._record(ROW, struct.pack(f"<q{len(values)}d", step, *values))

    def logged(self, step: int, values: Mapping[str, float]) -> None:
        """A user's values for the row of a step; the first time names their columns."""
        if not self._names:
            self._names = tuple(sorted(values))
            self._record(NAMES, json.dumps({"names": self._names}).encode())
        numbers = [values.get(name, math.nan) for name in self._names]
        self._record(LOGGED, struct.pack(f"<q{len(numbers)}d", step, *numbers))

    def mark(self, mark: Mark) -> None:
        """A named moment; values that are no numbers are left out."""
        finite = {name: value for name, value in mark.values.items() if math.isfinite(value)}
        self._record(MARK, json.dumps({**asdict(mark), "values": finite}).encode())

    def snapshot(self, name: str, step: int, array: npt.NDArray[Any]) -> None:
        """An array of a step."""
        self._record(SNAPSHOT, parcel.pack({"name": name, "step": step}, {"array": array}))

    def note(self, name: str, text: str) -> None:
        """What has become known on the way, for the recording's environment; the last of a name counts."""
        self._record(NOTE, json.dumps({"name": name, "text": text[:1000]}).encode())

    def end(self, state: Ending, error: str | None = None) -> None:
        """How it ended; then the file is closed."""
        try:
            self._record(END, json.dumps({"state": state, "error": error and error[:1000]}).encode())
        finally:
            self.close()

    def close(self) -> None:
        """Let go of the file, without a word about an end."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _record(self, kind: bytes, payload: bytes) -> None:
        self._write(_HEAD.pack(kind, len(payload)) + payload)

    def _write(self, data: bytes) -> None:
        written = os.write(self._file, data)
        if written != len(data):  # a full disk takes a part and says so at the next call only
            raise OSError(f"{written} of {len(data)} bytes were written")


@dataclass(frozen=True)
class Place:
    """Where reading can go on without what lies before: a byte, the rows up to it, the user's columns."""

    byte: int
    rows: int
    names: tuple[str, ...]


@dataclass
class Spooled:
    """What a spool holds from its row `first` on: the fixed and the user's columns, and all else.

    `size` are the bytes up to the end of its last whole record; what follows is torn. From `next` on its last
    row is read once more, for which values may still be logged.
    """

    header: Header
    steps: npt.NDArray[np.int64]
    columns: dict[str, Floats]
    marks: list[Mark] = field(default_factory=list)
    snapshots: list[tuple[str, int, npt.NDArray[Any]]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    end: tuple[Ending, str | None] | None = None
    size: int = 0
    first: int = 0
    next: Place | None = None


def read(path: Path, place: Place | None = None) -> Spooled:
    """All whole records of a spool, or those from a place on.

    Raises:
        BadInput: it is no spool, or something in it is not as it should be.
    """
    with path.open("rb") as file:
        line = file.readline(LONGEST_LINE)
        start = place or Place(len(line), 0, ())
        file.seek(start.byte)
        data = file.read()
    if not line.endswith(b"\n"):
        raise BadInput(f"{path.name} is no recording of a training: its first line is missing.")
    try:
        header = Header.model_validate(read_json(line, "Its first line"))
        return _Reader(header, start).read(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = "/".join(map(str, first["loc"]))
        raise BadInput(f"{path.name} is damaged: {quoted(where)}: {first['msg'][:80]}.") from None
    except (ValueError, struct.error) as error:
        raise BadInput(f"{path.name} is damaged: {str(error)[:80]}.") from None


class _Reader:
    """Takes in one record after the other."""

    def __init__(self, header: Header, start: Place) -> None:
        self._header, self._start, self._names = header, start, start.names
        self._rows, self._logged = bytearray(), dict[int, tuple[float, ...]]()
        self._found = Spooled(header, np.empty(0, np.int64), {}, first=start.rows)
        self._takes = {
            ROW: self._row,
            NAMES: self._name,
            LOGGED: self._log,
            MARK: self._mark,
            SNAPSHOT: self._snapshot,
            NOTE: self._note,
            END: self._end,
        }

    def read(self, data: bytes) -> Spooled:
        view, start, begun = memoryview(data), 0, self._start.byte
        ends = [(begun, self._names)]  # of the last two rows, and the columns that were named by then
        while start + _HEAD.size <= len(data):
            kind, length = _HEAD.unpack_from(data, start)
            if kind not in self._takes or length > LONGEST_RECORD or self._found.end:
                raise ValueError(f"at byte {begun + start} there is no record")
            stop = start + _HEAD.size + length
            if stop > len(data):
                break
            self._takes[kind](view[start + _HEAD.size : stop])
            start = stop
            if kind == ROW:
                ends = [ends[-1], (begun + stop, self._names)]
        self._found.size = begun + start
        self._fill()
        (byte, names), rows = ends[0], max(len(self._found.steps) - 1, 0)
        self._found.next = Place(byte, self._start.rows + rows, names)
        return self._found

    def _row(self, payload: memoryview) -> None:
        if len(payload) != 8 * (1 + len(self._header.columns)):
            raise ValueError(f"a row has {len(payload)} bytes")
        self._rows += payload

    def _name(self, payload: memoryview) -> None:
        names = _Named.model_validate(read_json(bytes(payload), "A record")).names
        if self._names or set(names) & {*self._header.columns, "step"}:
            raise ValueError("columns are named twice")
        self._names = names

    def _log(self, payload: memoryview) -> None:
        step, *values = struct.unpack(f"<q{len(self._names)}d", payload)
        before = self._logged.get(step, (math.nan,) * len(values))
        self._logged[step] = tuple(
            old if math.isnan(new) else new for old, new in zip(before, values, strict=True)
        )

    def _mark(self, payload: memoryview) -> None:
        self._found.marks.append(
            Mark(**_Mark.model_validate(read_json(bytes(payload), "A mark")).model_dump())
        )

    def _snapshot(self, payload: memoryview) -> None:
        head, arrays = parcel.unpack(bytes(payload))
        self._found.snapshots.append((str(head["name"]), int(head["step"]), arrays["array"]))

    def _note(self, payload: memoryview) -> None:
        note = _Note.model_validate(read_json(bytes(payload), "A note"))
        self._found.notes[note.name] = note.text

    def _end(self, payload: memoryview) -> None:
        end = _End.model_validate(read_json(bytes(payload), "The end"))
        self._found.end = (end.state, end.error)

    def _fill(self) -> None:
        """Rows as columns, each with what the user logged for its step."""
        columns = self._header.columns
        table = np.frombuffer(bytes(self._rows), [("step", "<i8"), ("values", "<f8", (len(columns),))])
        steps = self._found.steps = table["step"].astype(np.int64)
        if len(steps) and (steps[0] < 0 or not bool((np.diff(steps) > 0).all())):
            raise ValueError("its steps are not in rising order")
        own = np.full((len(steps), len(self._names)), np.nan)
        for step, values in self._logged.items():
            place = int(np.searchsorted(steps, step))
            if place < len(steps) and steps[place] == step:
                own[place] = values
        fixed = {name: table["values"][:, i].astype(np.float64) for i, name in enumerate(columns)}
        self._found.columns = fixed | {name: own[:, i] for i, name in enumerate(self._names)}
