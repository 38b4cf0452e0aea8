"""`/live`: one WebSocket a tab, for everything that the tab watches; chunks, states and verdicts go down."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.websockets import WebSocket, WebSocketDisconnect

from lab.contract.errors import BadInput, LabError, NotFound, OverLimit
from lab.contract.settings import number
from lab.host.paths import pathless
from lab.runs.read.subject import member_ids
from lab.runs.store.log import RecordingInfo
from lab.server.commands import Command, command
from lab.server.context import Context, context
from lab.server.hub import Watched
from lab.server.places import Places
from lab.server.resource import parse
from lab.server.stream import Behind
from lab.server.visitors import asker

PATIENCE = 60.0
"""Seconds that one message may take to leave before its viewer is given up."""

BEATS = 3
"""Words that may fail to come before a page takes its line for dead."""

Id = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Uuid = Annotated[str, Field(pattern=r"^[0-9a-f-]{32,36}$")]
Cursors = Annotated[dict[Uuid, Annotated[int, Field(ge=-1)]], Field(max_length=256)]

log = logging.getLogger("lab")
places = Places()


class Up(BaseModel):
    """What a viewer may say: which ids it watches from which chunks on, or a command for a run of its own."""

    model_config = ConfigDict(extra="forbid", strict=True)

    watch: Annotated[dict[Id, Cursors], Field(max_length=16)] | None = None
    command: Command | None = None
    id: Id | None = None


class Tab:
    """One viewer: its cursors, and the texts that wait to be sent, one about each thing."""

    def __init__(self, socket: WebSocket, at: Context) -> None:
        self.socket = socket
        self.at = at
        self.watching: dict[str, Watched] = {}
        self._texts: dict[str, dict[str, Any]] = {}
        self._woken = asyncio.Event()
        self._beat = beat()
        self._spoken = 0.0

    def wake(self) -> None:
        """There may be new chunks."""
        self._woken.set()

    def tell(self, about: str, message: dict[str, Any]) -> None:
        """Send a message, in place of an unsent one about the same."""
        self._texts.pop(about, None)
        self._texts[about] = message
        self.wake()

    async def listen(self) -> None:
        """Take what the tab says, until it leaves."""
        longest = int(number("LAB_MAX_BODY_KILOBYTES")) * 1024
        while True:
            message = await self.socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text") or ""
            try:
                if not text or len(text) > longest:
                    raise BadInput(f"What goes up is JSON text of at most {longest // 1024} kB.")
                await self._obey(parse(Up, text))
            except LabError as error:
                self.tell("refused", {"type": "refused", "error": pathless(error)})

    async def speak(self) -> None:
        """Send what is new, whenever there is something; ends with the server, or when the tab is stuck."""
        try:
            while not self.at.hub.ending.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._woken.wait(), self._beat)
                self._woken.clear()
                while await self._send_next():
                    pass
                if asyncio.get_running_loop().time() - self._spoken >= self._beat:
                    await self._send(json.dumps({"type": "beat"}))
            await self._send(json.dumps({"type": "bye"}))
            await self.socket.close(1012)
        except TimeoutError:
            log.info("A viewer does not read; its connection is closed.")

    async def _obey(self, message: Up) -> None:
        if message.watch is not None:
            watching, infos = await asyncio.to_thread(self._look_up, message.watch)
            self.at.hub.watch(self, watching, infos)
        if message.command is not None and message.id is not None:
            await asyncio.to_thread(command, self.at, message.id, message.command, asker(self.socket))

    def _look_up(
        self, watch: dict[str, dict[str, int]]
    ) -> tuple[dict[str, Watched], Iterable[RecordingInfo]]:
        """The members of the ids, and the facts of all recordings that are named, or compute one of them."""
        store = self.at.log
        watching = {id: Watched(frozenset(member_ids(store, id)), dict(named)) for id, named in watch.items()}
        infos = {info.recording: info for info in store.active()}
        for watched in watching.values():
            for recording, cursor in watched.cursors.items():
                info = infos.get(recording) or store.recording(recording)
                infos[recording] = info
                if not watched.concerns(info):
                    raise NotFound(f"Recording {recording} is not one of a run that is watched with it.")
                if cursor > info.number:
                    raise BadInput(f"{recording} has chunks up to {info.number}, not {cursor}.")
        return watching, infos.values()

    async def _send_next(self) -> bool:
        """Send a text, or else a chunk, or else nothing."""
        if self._texts:
            await self._send(json.dumps(self._texts.pop(next(iter(self._texts)))))
            return True
        for id, watched in self.watching.items():
            for recording, cursor in watched.cursors.items():
                try:
                    chunk = self.at.hub.stream(id, recording).after(cursor)
                except Behind:
                    del watched.cursors[recording]
                    self.tell(f"{id} resync", {"type": "resync", "id": id})
                    return True
                if chunk is not None:
                    watched.cursors[recording] = cursor + 1
                    await self._send(chunk)
                    return True
        return False

    async def _send(self, message: str | bytes) -> None:
        async with asyncio.timeout(PATIENCE):
            if isinstance(message, str):
                await self.socket.send_text(message)
            else:
                await self.socket.send_bytes(message)
        self._spoken = asyncio.get_running_loop().time()


def beat() -> float:
    """Seconds between two words to a page at most; less than a tenth would be noise."""
    return max(0.1, number("LAB_BEAT_SECONDS"))


def patience() -> float:
    """Seconds of silence after which a page takes its line for dead."""
    return BEATS * beat()


async def live(socket: WebSocket) -> None:
    """Serve one tab, from its first word to its last."""
    at = context()
    await socket.accept()
    try:
        places.check(asker(socket))
    except OverLimit as full:
        await socket.send_json({"type": "refused", "error": str(full)})
        await socket.close(1013)
        return
    with places.taken(asker(socket)):
        await _watch(socket, at)


async def _watch(socket: WebSocket, at: Context) -> None:
    at.hub.join(tab := Tab(socket, at))
    tasks = {asyncio.create_task(tab.listen()), asyncio.create_task(tab.speak())}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        with contextlib.suppress(WebSocketDisconnect):
            for task in done:
                task.result()
    finally:
        at.hub.leave(tab)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
