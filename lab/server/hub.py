"""The hub: woken by the workers' datagrams, it tells viewers that there is news; they fetch at their pace."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from lab.contract.errors import LabError, NotFound
from lab.export.front import verdicts
from lab.runs.read.subject import find
from lab.runs.service.client import Client
from lab.runs.store.log import Log, RecordingInfo
from lab.runs.store.states import ACTIVE
from lab.runs.store.wake import Bell
from lab.server.pace import Paces
from lab.server.stream import Stream

TICK = 1.0
"""Seconds between two looks at everything: status of what computes, datagrams that were lost."""

log = logging.getLogger("lab")


@dataclass
class Watched:
    """An id that a viewer watches: its members, and the last chunk they have of each recording."""

    members: frozenset[str]
    cursors: dict[str, int] = field(default_factory=dict)

    def concerns(self, info: RecordingInfo) -> bool:
        """Whether a recording is of a member."""
        return not self.members.isdisjoint(info.members)


class Viewer(Protocol):
    """Whoever watches: what they watch, and two ways to be told."""

    watching: dict[str, Watched]

    def wake(self) -> None:
        """There may be new chunks."""

    def tell(self, about: str, message: dict[str, Any]) -> None:
        """Send a message, in place of an unsent one about the same."""


class Hub:
    """Who watches what. All of it happens on the event loop; only verdicts and the supervisor get threads."""

    def __init__(self, store: Log, client: Client) -> None:
        self.store = store
        self.client = client
        self.viewers: set[Viewer] = set()
        self.ending = asyncio.Event()
        self._streams: dict[tuple[str, str], Stream] = {}
        self._known: dict[str, RecordingInfo] = {}
        self._paces = Paces()
        self._tasks: set[asyncio.Task[None]] = set()

    # --- viewers

    def join(self, viewer: Viewer) -> None:
        """Somebody is there, and watches nothing yet."""
        self.viewers.add(viewer)

    def watch(self, viewer: Viewer, watching: dict[str, Watched], infos: Iterable[RecordingInfo]) -> None:
        """A viewer watches these ids from now on, and no others; `infos` are facts of their recordings."""
        viewer.watching = watching
        for info in infos:
            for id, watched in watching.items():
                if info.recording in watched.cursors:
                    key = (id, info.recording)
                    self._streams.setdefault(key, Stream(self.store, id, watched.members, info))
                if watched.concerns(info):
                    viewer.tell(f"{id} {info.recording}", self._status(id, info))
            if info.state in ACTIVE:
                self._known.setdefault(info.recording, info)
        self._forget()
        viewer.wake()

    def leave(self, viewer: Viewer) -> None:
        """A viewer is gone."""
        self.viewers.discard(viewer)
        self._forget()

    def stream(self, id: str, recording: str) -> Stream:
        """The chunks of a recording for those who watch an id."""
        return self._streams[id, recording]

    def _forget(self) -> None:
        every = [pair for viewer in self.viewers for pair in viewer.watching.items()]
        wanted = {(id, recording) for id, watched in every for recording in watched.cursors}
        self._streams = {key: stream for key, stream in self._streams.items() if key in wanted}
        if not self.viewers:
            self._known.clear()

    # --- what happens in the store

    async def run(self) -> None:
        """Listen until cancelled."""
        loop = asyncio.get_running_loop()
        with Bell(self.store.path.parent) as bell:
            if bell.socket is not None:
                loop.add_reader(bell.socket, lambda: self._rung(bell.drain()))
            try:
                while True:
                    await asyncio.sleep(TICK)
                    with _survived():
                        await self._tick()
            finally:
                if bell.socket is not None:
                    loop.remove_reader(bell.socket)

    def end(self) -> None:
        """The server ends: let every viewer say good-bye."""
        self.ending.set()
        for viewer in self.viewers:
            viewer.wake()

    def _rung(self, recordings: set[str]) -> None:
        if self.viewers:
            for recording in recordings:
                with _survived(), contextlib.suppress(NotFound):
                    self._changed(self.store.recording(recording))

    async def _tick(self) -> None:
        """Say how everything active stands, and notice what no datagram has told."""
        if not self.viewers:
            return
        active = {info.recording: info for info in self.store.active()}
        for recording in self._known.keys() - active.keys():
            try:
                self._changed(self.store.recording(recording))
            except NotFound:  # removed since
                del self._known[recording]
        for info in active.values():
            if self._concerned(info):
                self._changed(info, always=True, ahead=await self._ahead(info))
        for stream in self._streams.values():
            stream.grow()
        self._wake_all()

    def _changed(self, info: RecordingInfo, *, always: bool = False, ahead: int = 0) -> None:
        """Chunks go on their way at each change, a status only with another state or when it is time."""
        viewers = self._concerned(info)
        if not viewers:
            return
        before = self._known.pop(info.recording, None)
        if info.state in ACTIVE:
            self._known[info.recording] = info
        for (_, recording), stream in self._streams.items():
            if recording == info.recording:
                stream.grow()
        if always or before is None or before.state != info.state:
            for viewer, id in viewers:
                viewer.tell(f"{id} {info.recording}", self._status(id, info, ahead))
            if info.state not in ACTIVE:
                self._judge({id for _, id in viewers})
        self._wake_all()

    def _concerned(self, info: RecordingInfo) -> list[tuple[Viewer, str]]:
        return [(v, id) for v in self.viewers for id, watched in v.watching.items() if watched.concerns(info)]

    def _wake_all(self) -> None:
        for viewer in self.viewers:
            viewer.wake()

    def _status(self, id: str, info: RecordingInfo, ahead: int = 0) -> dict[str, Any]:
        return {
            "type": "status",
            "id": id,
            "recording": info.recording,
            "origin": info.origin,
            "state": info.state,
            "rows": info.rows,
            "progress": info.progress,
            "steps": info.steps,
            "seconds_left": self._paces.seconds_left(info),
            "ahead": ahead,
            "error": info.error,
        }

    async def _ahead(self, info: RecordingInfo) -> int:
        """Runs that are computed before this one."""
        if info.state != "queued":
            return 0
        with contextlib.suppress(LabError, OSError):  # the supervisor is not up yet: the state says enough
            return await asyncio.to_thread(self.client.ahead, info.recording)
        return 0

    def _judge(self, ids: set[str]) -> None:
        for id in ids:
            task = asyncio.create_task(self._tell_verdicts(id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _tell_verdicts(self, id: str) -> None:
        with _survived():
            judged = await asyncio.to_thread(lambda: verdicts(find(self.store, id)))
            for viewer in self.viewers:
                if id in viewer.watching:
                    viewer.tell(f"{id} verdicts", {"type": "verdicts", "id": id, "verdicts": judged})


@contextlib.contextmanager
def _survived() -> Iterator[None]:
    """One look at the store that fails is logged; the next one comes within a second."""
    try:
        yield
    except (LabError, sqlite3.Error):
        log.exception("The hub could not look at the store")
