"""The supervisor: one process a store, which starts workers, passes commands on and sees them end.

`python -m lab.runs.supervisor`; whoever needs it first starts it (see `client`), and a minute after its last
client and its last run it ends. Rows never pass through it: workers write to the log themselves.
"""

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from lab.errors import LabError
from lab.runs import wake
from lab.runs.executors.local import LocalExecutor
from lab.runs.log import Log
from lab.runs.protocol import LINGER, LONGEST_LINE, failed, socket_path
from lab.runs.schedule import Schedule
from lab.runs.specification import from_specification
from lab.settings import home


class Supervisor:
    """Answers clients, and ends when nobody needs it."""

    def __init__(self, where: Path) -> None:
        self._home = where
        self._log = Log(where / "log.sqlite")
        self._schedule = Schedule(self._log, LocalExecutor(self._log.path))
        self._clients = 0
        self._ended = asyncio.Event()
        self._needed = asyncio.Event()

    async def serve(self) -> None:
        """Serve until it is asked to end, or nobody has needed it for a while."""
        self._adopt_orphans()
        path = socket_path(self._home)
        path.unlink(missing_ok=True)
        os.chdir(self._home)  # a path over 108 bytes would not fit into the address
        server = await asyncio.start_unix_server(self._client, path.name, limit=LONGEST_LINE)
        path.chmod(0o600)
        wake.ring(self._home, "")
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._ended.set)
        watch = asyncio.create_task(self._end_when_unneeded())
        await self._ended.wait()
        watch.cancel()
        server.close()
        path.unlink(missing_ok=True)
        await self._schedule.end()

    def _adopt_orphans(self) -> None:
        """Whatever the log believes to be active has no worker any more: we hold the only lock."""
        for info in self._log.active():
            self._log.move(info.recording, "interrupted", "The lab was ended while this computed.")
            wake.ring(self._home, info.recording)

    async def _end_when_unneeded(self) -> None:
        while True:
            self._needed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._needed.wait(), LINGER)
                continue
            if not self._clients and not self._schedule.busy:
                self._ended.set()

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._clients += 1
        try:
            while line := await reader.readline():
                writer.write(json.dumps(await self._answer(line)).encode() + b"\n")
                await writer.drain()
        except (ConnectionResetError, BrokenPipeError):
            return
        finally:
            self._clients -= 1
            self._needed.set()
            writer.close()

    async def _answer(self, line: bytes) -> dict[str, Any]:
        request = json.loads(line)
        try:
            match request["do"]:
                case "launch":
                    runs = [from_specification(one) for one in request["runs"]]
                    recordings = self._schedule.launch(runs, request["owner"], again=request["again"])
                    return {"recordings": recordings}
                case "command":
                    words = (request["recording"], request["command"], request["owner"])
                    return {"state": await self._schedule.command(*words)}
                case "ahead":
                    return {"ahead": self._schedule.ahead(request["recording"])}
                case "shutdown":
                    self._ended.set()
        except LabError as error:
            return failed(error)
        return {"alive": True}


def main() -> None:
    """Hold the store's lock and serve; leave at once if another supervisor holds it."""
    where = home()
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (where / "supervisor.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(0)
        asyncio.run(_serve(where))


async def _serve(where: Path) -> None:
    await Supervisor(where).serve()


if __name__ == "__main__":
    main()
