"""What Prometheus asks for, on an address of its own that strangers never reach."""

import asyncio
import contextlib
from collections.abc import Iterator

from lab.contract.settings import number, read
from lab.host.public import listening
from lab.server.context import Context
from lab.server.operator import seconds_left

PATIENCE = 5.0
"""Seconds in which whoever asks must have asked."""
LONGEST = 8192
"""Bytes of a question."""


async def measured(at: Context) -> None:
    """Answer on LAB_METRICS, if it is set, until cancelled."""
    where = str(read("LAB_METRICS"))
    if not where:
        return

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(
            TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError
        ):
            async with asyncio.timeout(PATIENCE):
                await reader.readuntil(b"\r\n\r\n")
            body = (await asyncio.to_thread(metrics, at)).encode()
            head = (
                f"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {len(body)}"
            )
            writer.write(f"{head}\r\nConnection: close\r\n\r\n".encode() + body)
            await writer.drain()
        writer.close()

    host, port = listening(where)
    async with await asyncio.start_server(answer, host, port, limit=LONGEST) as server:
        await server.serve_forever()


def metrics(at: Context) -> str:
    """All numbers, a line each, with what they are."""
    return "".join(
        f"# HELP {name} {what}\n# TYPE {name} gauge\n{lines}" for name, what, lines in _numbers(at)
    )


def _numbers(at: Context) -> Iterator[tuple[str, str, str]]:
    """Name, meaning and lines of each."""
    states = at.log.query("SELECT state, count(*) FROM recordings GROUP BY state ORDER BY state")
    rows = "".join(f'lab_recordings{{state="{state}"}} {count}\n' for state, count in states)
    yield "lab_recordings", "Recordings by their state.", rows
    waiting = [info for info in at.log.active() if info.state == "queued"]
    seconds = sum(seconds_left(at, info) for info in waiting)
    alone = {
        "lab_waiting_seconds": ("Seconds of computing that wait, as estimated.", seconds),
        "lab_viewers": ("Live connections.", len(at.hub.viewers)),
        "lab_store_bytes": ("Bytes of the store that hold something.", at.log.used()),
        "lab_store_limit_bytes": (
            "Bytes above which runs are removed.",
            number("LAB_STORE_MEGABYTES") * 2**20,
        ),
        "lab_supervisor": ("Whether the supervisor answers.", int(at.client.alive())),
    }
    for name, (what, value) in alone.items():
        yield name, what, f"{name} {value:.15g}\n"
