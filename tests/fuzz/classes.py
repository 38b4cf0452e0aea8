"""What phones and teachers send to a room."""

import itertools
import json
from random import Random
from typing import Any

from lab.lessons import LESSONS
from tests.fuzz import grammar
from tests.fuzz.door import Door, Request
from tests.fuzz.requests import answered
from tests.rooms import acts as rooms

ACTS = tuple(act for act in rooms.ACTS if act not in ("end", "burn"))
"""Those after which a room goes on."""
LASTS = 300
"""Messages to a room before the next one is opened; its end is among the acts of the last of them."""


class Rooms:
    """Messages of a class: joining, votes, the teacher's acts, and what each then sees."""

    def __init__(self, door: Door) -> None:
        self._door, self._count, self._address = door, 0, "10.0.0.0"
        self._lessons = itertools.cycle(LESSONS)
        self._open()

    def _open(self) -> None:
        """A new room with four phones, in another network than the last."""
        number = self._count // LASTS
        self._address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        doors = self._said("/rooms", {"lesson": next(self._lessons), "minutes": 15})
        self._phone = f"/r/{doors['code']}"
        self._teacher, self._stage = ("/" + doors[role].split("/", 3)[3] for role in ("teacher", "stage"))
        self._tokens = [self._said(f"{self._phone}/join", {"language": "en"})["token"] for _ in range(4)]

    def _said(self, path: str, body: Any) -> Any:
        answer = self._door.ask(Request("POST", path, (), json.dumps(body).encode(), self._address))
        assert answer.status == 201, (path, answer)
        return json.loads(answer.content)

    def draw(self, random: Random) -> Request:
        """A message to the room, or a look at it."""
        how, token = random.randrange(10), random.choice(self._tokens)
        if how == 0:
            language = random.choice(("en", "zh", "zh-CN", "x" * 60))
            part = random.choice(("before", "after", "shown", "moments"))
            looks = (f"{self._phone}/state", f"{self._phone}/film", self._phone, f"{self._stage}/state")
            others = (
                f"{self._stage}/film",
                f"{self._teacher}/state",
                f"{self._teacher}/votes.csv",
                self._teacher,
            )
            path = random.choice((*looks, *others))
            pairs = [("token", token), ("language", language), ("part", part), ("drawn", "1")]
            place = random.randrange(len(pairs))
            pairs[place] = (pairs[place][0], grammar.text(random, pairs[place][1], grammar.some(random)))
            return Request("GET", path, tuple(pairs), address=self._address)
        if how <= 2:
            path, value = f"{self._phone}/join", {"language": "zh", "token": token}
        elif how <= 5:
            question = random.choice(("1", "2", "3"))
            value = {
                "token": token,
                "question": question,
                "round": random.randint(1, 2),
                "value": random.randint(1, 4),
            }
            path = f"{self._phone}/votes"
        else:
            do = random.choice(
                (*ACTS, "ask", "close", "next", "end" if self._count % LASTS > LASTS - 20 else "ask")
            )
            value = {
                "do": do,
                "seat": random.choice((0, 1, None)),
                "link": random.choice(("", "/adam-spikes", "x")),
            }
            path = random.choice((self._teacher,) * 7 + (self._stage,))
        body = grammar.body(random, grammar.changed(random, value, grammar.some(random)))
        return Request("POST", path, (), body, self._address)

    def take(self, drawn: Request) -> None:
        """Send it.

        Raises:
            LabError: it is refused.
        """
        self._count += 1
        if self._count % LASTS == 0:
            self._open()
        answered(drawn, self._door.ask(drawn))
