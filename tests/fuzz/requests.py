"""Bodies, queries and messages for the app's routes and its live connection."""

import json
from random import Random
from typing import Any

from lab.contract.errors import Refused
from lab.lessons import LESSONS
from tests.fuzz import configs, grammar
from tests.fuzz.door import Answer, Door, Request

REFUSAL = 4200
"""Bytes of the longest refusal: a sentence of a thousand characters, each of four bytes at most."""
SHORT = {"experiment": "adam-spikes", "preset": "quadratic", "fields": {"steps": 120}}
"""The body of a run that takes no time."""
READ = (
    "",
    "/history",
    "/history",
    "/history",
    "/describe",
    "/describe",
    "/verdicts",
    "/outcome",
    "/export/csv",
)
OTHERS = (
    *("/oembed", "/claims", "/paper/2506.04805", "/live/doorway", "/rooms", "/adam-spikes", "/health"),
    *("/lessons/none.html", "/r/ABCDE", "/live/plotly-1.js", "/paper/1/badge.svg"),
)
PAGES = ("/s/{}", "/embed/{}", "/runs/{}/export/html", "/runs/{}/export/labrun", "/s/{}.png")
"""Pages and files of a run, dear to make: a GET in twenty."""
QUERIES = (
    ("series", "loss,lambda_max/threshold"),
    ("points", "200"),
    ("from", "10"),
    ("to", "90"),
    ("step", "17"),
    ("until", "cliff"),
    ("at", "warning-1"),
    ("view", "stage"),
    ("language", "zh"),
    ("minutes", "15"),
    ("experiment", "adam-spikes"),
    ("preset", "quadratic"),
    ("maxwidth", "400"),
    ("url", "http://localhost/s/0123456789abcdef"),
    ("address", "http://localhost/adam-spikes"),
)


class Bodies:
    """What is asked over HTTP of runs, rooms and pages."""

    def __init__(self, door: Door) -> None:
        self._door, self._settings = door, configs.Settings()
        answer = _asked(door, "/runs", SHORT)
        self.run = str(json.loads(answer.content)["id"])
        self._ids = (self.run, self.run, self.run, "0" * 16)

    def draw(self, random: Random) -> Request:
        """A request, mostly with a body."""
        if random.random() < 0.25:
            return self._reading(random)
        path, value = self._acting(random)
        if random.random() < 0.03:
            path = grammar.text(random, path, 1)
        return Request(
            "POST", path, (), grammar.body(random, grammar.changed(random, value, grammar.some(random)))
        )

    def _acting(self, random: Random) -> tuple[str, Any]:
        id, how = random.choice(self._ids), random.randrange(8)
        if how <= 2:
            body = self._settings.draw(random)
            return "/runs", body if not isinstance(body, dict) else body | _flags(random)
        if how == 3:
            return "/runs", SHORT | {"fields": {"steps": random.randint(5, 60), "seed": random.randint(0, 9)}}
        if how == 4:
            change = random.choice(({"eta": 0.001}, {"epsilon": 0.1}, {"scale_v": 2.0}, {"reset_v": True}))
            return f"/runs/{id}/branches", {
                "at": random.choice((10, "17", "cliff", "warning-1")),
                "set": change,
            }
        if how == 5:
            order = random.choice(("pause", "resume", "step", "stop", "intervene"))
            return f"/runs/{id}/commands", {"command": order, "set": {"eta": 0.001}}
        if how == 6:
            return f"/runs/{'0' * 16}/delete", {}
        lesson = {"lesson": random.choice(list(LESSONS)), "minutes": random.choice((15, 45))}
        return "/rooms", random.choice((lesson, {"experiment": "adam-spikes", "preset": "quadratic"}))

    def _reading(self, random: Random) -> Request:
        id = random.choice(self._ids)
        path = f"/runs/{id}{random.choice(READ)}"
        if random.random() < 0.4:
            path = random.choice((*OTHERS, f"/room/{id}"))
        if random.random() < 0.05:
            path = random.choice(PAGES).format(id)
        if random.random() < 0.2:
            path = grammar.text(random, path, 1)
        pairs = random.sample(QUERIES, random.randint(0, 4))
        for _ in range(grammar.some(random)):
            name, text = random.choice(QUERIES)
            pairs.append((name, grammar.text(random, text, 1)))
        return Request(random.choice(("GET", "GET", "GET", "HEAD")), f"/{path.lstrip('/')}", tuple(pairs))

    def take(self, drawn: Request) -> None:
        """Ask it.

        Raises:
            LabError: it is refused.
        """
        answered(drawn, self._door.ask(drawn))


class Messages:
    """What comes up the live connection."""

    def __init__(self, door: Door) -> None:
        self._door = door
        answer = json.loads(_asked(door, "/runs", SHORT).content)
        self._id, self._recording = str(answer["id"]), str(answer["recordings"][0])

    def draw(self, random: Random) -> str:
        """A text."""
        cursors = {self._recording: random.choice((-1, 0, 5, 10**6))}
        value: dict[str, Any] = random.choice(
            (
                {"watch": {self._id: cursors}},
                {"watch": {self._id: {}, "0" * 16: {}}},
                {"command": random.choice(("pause", "resume", "step", "stop")), "id": self._id},
                {"watch": {self._id: cursors}, "command": "stop", "id": self._id},
            )
        )
        data = grammar.body(random, grammar.changed(random, value, grammar.some(random)))
        return (
            data.decode(errors="replace" if random.random() < 0.5 else "surrogatepass")
            if _plain(data)
            else ""
        )

    def take(self, drawn: str) -> None:
        """Say it.

        Raises:
            LabError: it is refused.
        """
        told = self._door.say(drawn)
        refused = [message["error"] for message in told if message["type"] == "refused"]
        if refused:
            assert refused[0].endswith((".", "…")), refused[0]
            raise Refused(refused[0])


def answered(asked: Request, answer: Answer) -> None:
    """Fails where a route did.

    Raises:
        Refused: it is refused, in one sentence.
    """
    assert answer.status < 500, (answer.status, answer.content[:300])
    if answer.status < 400 or asked.method == "HEAD":
        return
    if answer.type.startswith("application/json"):
        assert len(answer.content) <= REFUSAL, f"a refusal of {len(answer.content)} bytes"
        sentence = str(json.loads(answer.content)["error"])
        assert sentence.endswith((".", "…")), sentence
        raise Refused(sentence)
    raise Refused(f"{answer.status}.")


def _asked(door: Door, path: str, body: Any) -> Answer:
    answer = door.ask(Request("POST", path, (), json.dumps(body).encode()))
    assert answer.status in (200, 201, 202), answer
    return answer


def _flags(random: Random) -> dict[str, Any]:
    return random.choice(({}, {}, {"again": False}, {"version": 1}, {"paused": random.random() < 0.2}))


def _plain(data: bytes) -> bool:
    try:
        data.decode(errors="surrogatepass")
    except UnicodeDecodeError:
        return False
    return True
