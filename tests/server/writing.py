"""A recording that a test writes row by row, as a worker does; and a viewer that reads message by message."""

import json
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import numpy as np
from websockets.sync.client import connect

from lab.contract.training import Mark
from lab.runs.format import parcel
from lab.runs.names.specification import Run, specify
from lab.runs.store.log import Log
from lab.runs.store.wake import ring
from tests.patience import PATIENCE
from tests.serving import Server


def quadratic(**fields: Any) -> tuple[Run, ...]:
    """Members of the quadratic with some fields changed."""
    return specify("adam-spikes", "quadratic", **fields).members


class Recorded:
    """A recording in the server's store; `write` adds a chunk whose one column is the step's square."""

    def __init__(self, server: Server, runs: Sequence[Run], owner: str = "test") -> None:
        self.home = server.home
        self.log = Log(server.home / "log.sqlite")
        self.runs = tuple(runs)
        self.recording = self.log.create(self.runs, owner=owner, state="running")
        self.number = self.row = 0

    def write(
        self, rows: int = 1, *, marks: Sequence[Mark] = (), snapshots: Mapping[str, Any] | None = None
    ) -> None:
        """Add one chunk and wake whoever listens; member m's column is m + step²."""
        steps = np.arange(self.row, self.row + rows, dtype=np.float64)
        arrays: dict[str, Any] = {
            "column:step": steps,
            "column:square": steps[:, None] ** 2 + np.arange(len(self.runs)),
        }
        snapshots = snapshots or {}
        header = {
            "type": "chunk",
            "number": self.number,
            "row": self.row,
            "rows": rows,
            "marks": [{**vars(mark), "values": dict(mark.values)} for mark in marks],
            "snapshots": [{"name": n, "step": self.row, "array": f"snapshot:{n}"} for n in snapshots],
            "graph": [],
            "progress": self.row + rows,
        }
        arrays |= {f"snapshot:{name}": array for name, array in snapshots.items()}
        self.log.append(self.recording, self.number, parcel.pack(header, arrays))
        self.number, self.row = self.number + 1, self.row + rows
        ring(self.home, self.recording)

    def move(self, state: Any) -> None:
        """Move it to another state and wake whoever listens."""
        self.log.move(self.recording, state)
        ring(self.home, self.recording)


class Viewer:
    """One live connection."""

    def __init__(self, server: Server, **options: Any) -> None:
        self._connecting = connect(
            server.live, origin=server.url, max_size=2**26, ping_interval=None, close_timeout=1, **options
        )

    def say(self, **message: Any) -> None:
        """Send JSON up."""
        self.socket.send(json.dumps(message))

    def watch(self, id: str, **cursors: int) -> None:
        """Watch one id; cursors by recording."""
        self.say(watch={id: cursors})

    def next(self) -> dict[str, Any]:
        """The next message; of a chunk the header, with the arrays under `arrays`."""
        data = self.socket.recv(PATIENCE)
        if isinstance(data, str):
            message: dict[str, Any] = json.loads(data)
            return message
        header, arrays = parcel.unpack(data)
        return {**header, "arrays": arrays, "bytes": len(data)}

    def until(self, type: str, **facts: Any) -> dict[str, Any]:
        """The next message of a type in which these facts hold; others are passed over."""
        return next(message for message in self.all(type) if facts.items() <= message.items())

    def all(self, type: str) -> Iterator[dict[str, Any]]:
        """Messages of a type as they come; others are passed over."""
        while True:
            message = self.next()
            if message["type"] == type:
                yield message

    def chunks(self, last: int) -> list[dict[str, Any]]:
        """Chunks up to that number; being told to read the history instead is a failure."""
        taken: list[dict[str, Any]] = []
        while not taken or taken[-1]["number"] != last:
            message = self.next()
            assert message["type"] != "resync", f"resync after {len(taken)} chunks"
            taken += [message] if message["type"] == "chunk" else []
        return taken

    def __enter__(self) -> Self:
        self.socket = self._connecting.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connecting.__exit__(kind, error, trace)
