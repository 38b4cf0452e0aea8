"""The supervisor: one process a `LAB_HOME`, which starts workers and answers over a Unix socket.

`python -m lab.runs.service.supervisor` is started by whoever needs it first, in a session of its own (a
Ctrl-C in the terminal must not reach it), and ends a minute after its last client and run.
"""

import argparse
import asyncio
import fcntl
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, BinaryIO

from lab.contract.errors import BadInput, LabError
from lab.contract.settings import home, writable
from lab.host import logs
from lab.runs.names.specification import from_specification
from lab.runs.service import executors
from lab.runs.service.fair import Asker
from lab.runs.service.scheduler import Scheduler
from lab.runs.store import wake
from lab.runs.store.log import Log
from lab.runs.store.sockets import address
from lab.runs.work import protocol

LEAVE_SECONDS = 10.0
"""What workers have to write and end when the supervisor is told to."""

ENDING = "The lab is being shut down."

Request = dict[str, Any]
journal = logging.getLogger("lab")


class Supervisor:
    """Serves clients until it is told to end, or has had neither clients nor runs for a while."""

    def __init__(self, directory: Path) -> None:
        log = Log(directory / "log.sqlite")
        self.scheduler = Scheduler(log, executors.chosen(log.path))
        self.scheduler.adopt()
        self._clients: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._holders: set[asyncio.Task[Any] | None] = set()
        self._changed = asyncio.Event()
        self._told = asyncio.Event()
        self._answers: dict[str, Callable[[Request], Awaitable[Request]]] = {
            "launch": self._launch,
            "command": self._command,
            "intervene": self._intervene,
            "ahead": self._ahead,
            "alive": self._alive,
            "drain": self._drain,
            "hold": self._hold,
            "leave": self._leave,
            "shutdown": self._shutdown,
        }

    async def serve(self, listener: socket.socket, linger: float) -> None:
        """Answer on a listening socket until the end, then have the workers end."""
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signum, self._told.set)
        server = await asyncio.start_unix_server(self._meet, sock=listener, limit=protocol.LONGEST_LINE)
        await self._until_the_end(linger)
        server.close()
        await self.scheduler.leave(LEAVE_SECONDS)
        for writer in self._clients.values():
            writer.close()
        await asyncio.gather(*self._clients)

    async def _until_the_end(self, linger: float) -> None:
        while not self._told.is_set():
            self._changed.clear()
            try:
                await asyncio.wait_for(self._told.wait(), linger)
            except TimeoutError:
                if self.scheduler.idle and not self._clients and not self._changed.is_set():
                    return

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients[task] = writer
        try:
            while line := await reader.readline():
                writer.write(protocol.encode(await self._answer(line)))
                await writer.drain()
        except (ConnectionError, ValueError):  # gone, or a line without end
            pass
        finally:
            del self._clients[task]
            self._holders.discard(task)
            self._changed.set()
            writer.close()

    async def _answer(self, line: bytes) -> Request:
        try:
            request = json.loads(line)
            return await self._answers[request["do"]](request)
        except LabError as error:
            return protocol.failed(error)
        except Exception as error:
            journal.exception("The supervisor failed")
            return protocol.failed(LabError(f"The supervisor failed: {type(error).__name__}: {error}"))

    async def _launch(self, request: Request) -> Request:
        if self._told.is_set():
            raise LabError(ENDING)
        runs = [from_specification(specification) for specification in request["runs"]]
        if not runs:
            raise BadInput("There is nothing to launch: give at least one run.")
        how = {name: request[name] for name in ("again", "paused", "begun")}
        return {"recordings": self.scheduler.launch(runs, _asker(request), **how)}

    async def _command(self, request: Request) -> Request:
        recording, command = str(request["recording"]), str(request["command"])
        return {"state": await self.scheduler.command(recording, command, _asker(request))}

    async def _intervene(self, request: Request) -> Request:
        return await self.scheduler.intervene(
            str(request["recording"]), dict(request["set"]), str(request["owner"])
        )

    async def _ahead(self, request: Request) -> Request:
        return {"ahead": self.scheduler.ahead(str(request["recording"]))}

    async def _alive(self, _: Request) -> Request:
        return {"process": os.getpid()}

    async def _drain(self, request: Request) -> Request:
        self.scheduler.draining = bool(request.get("on", self.scheduler.draining))
        return {"drains": self.scheduler.draining}

    async def _hold(self, _: Request) -> Request:
        if self._told.is_set():
            raise LabError(ENDING)
        self._holders.add(asyncio.current_task())
        return {"process": os.getpid()}

    async def _leave(self, request: Request) -> Request:
        if self._holders:
            return {"ends": False}
        return await self._shutdown(request)

    async def _shutdown(self, _: Request) -> Request:
        self._told.set()
        return {"ends": True}


def _asker(request: Request) -> Asker:
    return Asker(str(request["owner"]), str(request.get("address", "")), bool(request.get("known", True)))


def listen(path: Path) -> socket.socket:
    """A listening socket at `path`, in place of one that a killed supervisor left."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    with address(path) as where:
        listener.bind(where)
    path.chmod(0o600)
    listener.listen()
    return listener


def lock(directory: Path) -> BinaryIO | None:
    """The lock of the one supervisor of a directory, held until the process ends; None if another has it."""
    held = open(directory / "supervisor.lock", "wb")  # noqa: SIM115 (it is to stay open)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        return None
    return held


async def _run(directory: Path, linger: float) -> None:
    supervisor = Supervisor(directory)
    path = directory / protocol.SOCKET
    with listen(path) as listener:
        wake.ring(directory, "")
        await supervisor.serve(listener, linger)
    path.unlink(missing_ok=True)


def main() -> None:
    """Serve `LAB_HOME`, unless another supervisor does."""
    parser = argparse.ArgumentParser(prog="python -m lab.runs.service.supervisor")
    parser.add_argument(
        "--linger", type=float, default=protocol.LINGER, help="seconds without clients and runs"
    )
    linger = parser.parse_args().linger
    try:
        logs.begin("supervisor")
        directory = writable(home())
        held = lock(directory)
        if held is None:
            return
        asyncio.run(_run(directory, linger))
    except LabError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
