"""A class for tests and benchmarks: a room with its teacher over HTTP, phones with tokens of their own."""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from lab.export import assets
from tests.patience import PATIENCE
from tests.serving import Server

HEARD = 2
"""Events of a stream that are listened to: what is there, and a beat."""
AGAIN = 0.5
"""Seconds after which a stream that broke is opened again."""
_clients: list[httpx.Client] = []


def files() -> list[str]:
    """Paths of all that a student's page loads beside itself."""
    own = f"/live/room/{assets.version('room')}"
    return [f"{own}/{name}" for name in ("room.css", *assets.imported("phone.js", "room"))]


def put_away() -> None:
    """Close the connections of all phones."""
    while _clients:
        _clients.pop().close()


class Class:
    """A room with its teacher, over HTTP."""

    def __init__(
        self, server: Server, experiment: str = "adam-spikes", preset: str | None = None, **lesson: Any
    ) -> None:
        self.server = server
        body = lesson or {"experiment": experiment, "preset": preset}
        answer = server.http.post("/rooms", json=body)
        assert answer.status_code == 201, answer.text
        doors = answer.json()
        self.code: str = doors["code"]
        self.teacher, self.stage = (doors[role].removeprefix(server.url) for role in ("teacher", "stage"))

    def does(self, do: str, **more: Any) -> httpx.Response:
        return self.server.http.post(self.teacher, json={"do": do, **more})

    def seen(self, role: str = "stage") -> dict[str, Any]:
        answer: dict[str, Any] = self.server.http.get(f"{getattr(self, role)}/state").json()
        return answer

    def phone(self) -> "Phone":
        return Phone(self)


class Phone:
    """A phone without cookies, in a sandboxed frame: its origin is null."""

    def __init__(self, room: Class) -> None:
        self.at = f"/r/{room.code}"
        self.http = httpx.Client(base_url=room.server.url, headers={"Origin": "null"}, timeout=PATIENCE)
        _clients.append(self.http)
        taken = self.http.post(f"{self.at}/join", content='{"language": "en"}').json()
        self.token, self.name = taken["token"], taken["name"]

    def votes(self, value: Any, round: int = 1, question: str = "1") -> httpx.Response:
        body = {"token": self.token, "question": question, "round": round, "value": value}
        return self.http.post(f"{self.at}/votes", content=json.dumps(body))

    def seen(self, **asked: str) -> dict[str, Any]:
        answer = self.http.get(f"{self.at}/state", params={"token": self.token, **asked})
        assert answer.status_code == 200, answer.text
        assert "set-cookie" not in answer.headers
        state: dict[str, Any] = answer.json()
        return state

    def hears(self, count: int) -> list[str]:
        """So many events of its stream."""
        with self.http.stream("GET", f"{self.at}/events", params={"token": self.token}) as stream:
            lines = (line for line in stream.iter_lines() if line.startswith("data:"))
            return [next(lines) for _ in range(count)]

    def hears_until(self, ready: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """The first state of its stream for which that holds."""
        with self.http.stream("GET", f"{self.at}/events", params={"token": self.token}) as stream:
            lines = (line.removeprefix("data: ") for line in stream.iter_lines() if line.startswith("data: "))
            return next(state for state in map(json.loads, filter(None, lines)) if ready(state))

    def reads(self, address: str) -> bytes:
        """What its token gets at an address: all of it, or as much of a stream as is heard in a while."""
        with self.http.stream("GET", address, params={"token": self.token}) as answer:
            if not answer.headers.get("content-type", "").startswith("text/event-stream"):
                return answer.read()
            lines = (line for line in answer.iter_lines() if line.startswith("data:"))
            return "".join(next(lines) for _ in range(HEARD)).encode()


class Ear(threading.Thread):
    """A phone's stream, opened again whenever it breaks, as browsers do; `state` is what it showed last,
    `heard` how many bytes came."""

    def __init__(self, phone: Phone) -> None:
        super().__init__(daemon=True)
        self.phone, self.state, self.heard = phone, dict[str, Any](), 0
        self._changed, self._over = threading.Condition(), False
        self.start()

    def run(self) -> None:
        """Listen until it is over."""
        way, asked = f"{self.phone.at}/events", {"token": self.phone.token}
        while not self._over:
            with (
                contextlib.suppress(httpx.HTTPError),
                self.phone.http.stream("GET", way, params=asked) as stream,
            ):
                self._listen(stream.iter_lines())
            with self._changed:
                self._changed.wait(AGAIN)

    def _listen(self, lines: Iterator[str]) -> None:
        for line in lines:
            if self._over:
                return
            self.heard += len(line.encode()) + 1
            if line.startswith("data: {"):
                self._hear(json.loads(line.removeprefix("data: ")))

    def _hear(self, state: dict[str, Any]) -> None:
        with self._changed:
            self.state = state
            self._changed.notify_all()

    def until(self, ready: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """The state once that holds."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.state and ready(self.state), PATIENCE), self.state
            return self.state

    def close(self) -> None:
        """Listen no more."""
        self._over = True
