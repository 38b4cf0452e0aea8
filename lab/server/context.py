"""What the routes work on: one of each for the web process, made and given up by the lifespan."""

from dataclasses import dataclass

from lab.rooms.book import Book
from lab.runs.service.client import Client
from lab.runs.store.log import Log
from lab.server.hub import Hub


@dataclass(frozen=True)
class Context:
    """The log that is read, the client that starts and commands, the hub that tells viewers, the rooms."""

    log: Log
    client: Client
    hub: Hub
    book: Book


_current: list[Context] = []


def enter(context: Context) -> None:
    """Make this the context of the process."""
    _current[:] = [context]


def context() -> Context:
    """The context of this process; the routes are served only while there is one."""
    return _current[0]
