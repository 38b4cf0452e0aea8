"""A room of fifty phones on this machine: how late votes and dots are, and what a phone loads.

`python benchmarks/room.py` starts a server with a store of its own, seats fifty phones with open streams, and
prints a Markdown table: milliseconds from a vote to its count in the stage's stream while a class's set
computes, seconds from Run to the last dot, memory of the web process, bytes that a phone loads in a lesson.
"""

import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from lab.lessons import find
from tests.classroom import Class, Ear, Phone, files
from tests.serving import Server, stocked

PHONES = 50
PICK = 5
"""The step in which phones choose γ."""
MEMBERS = 40
"""Values of γ that the phones choose."""
REST = 8
"""Phones beside the one that is listened to: more than 120 may not join in a minute."""


class Stage(Ear):
    """The stage's stream, and when each count came."""

    def __init__(self, room: Class, phone: Phone) -> None:
        self.counted: dict[int, float] = {}
        self.room = room
        super().__init__(phone)

    def run(self) -> None:
        way = f"{self.room.server.url}{self.room.stage}/events"
        with suppress(httpx.HTTPError), httpx.stream("GET", way, timeout=60) as stream:
            self._listen(stream.iter_lines())

    def _hear(self, state: dict[str, Any]) -> None:
        for count in range(state["count"] + 1):
            self.counted.setdefault(count, time.monotonic())
        super()._hear(state)


def votes(ears: list[Ear], stage: Stage, step: int, choices: int) -> list[float]:
    """Milliseconds from each phone's vote until the stage's count has it, one after another."""
    stage.counted.clear()
    sent = []
    for number, ear in enumerate(ears):
        sent.append(time.monotonic())
        ear.phone.votes(1 + number % choices, question=str(step))
    stage.until(lambda state: state["count"] == len(ears))
    return sorted(1000 * (stage.counted[count] - at) for count, at in enumerate(sent, 1))


def main() -> None:
    """The command."""
    with Server(stocked(Path(tempfile.mkdtemp()) / "home")) as server:
        room = Class(server, lesson="pick-your-gamma", minutes=45)
        ears = [Ear(room.phone()) for _ in range(PHONES)]
        stage = Stage(room, ears[0].phone)
        for _ in range(PICK - 1):
            room.does("next")
        room.does("ask")
        idle = votes(ears, stage, PICK, MEMBERS)
        room.does("close")
        began = time.monotonic()
        room.does("run")
        busy = Class(server, lesson="pick-your-gamma", minutes=45)
        others = [Ear(busy.phone()) for _ in range(PHONES)]
        second = Stage(busy, others[0].phone)
        busy.does("next")
        busy.does("ask")
        loaded = votes(others, second, 2, 17)
        computing = ears[0].state["class"]["share"] < 1
        ears[0].until(lambda state: state["class"]["share"] == 1)
        last = time.monotonic() - began
        size = len(httpx.get(f"{server.url}{ears[0].phone.at}").content)
        sizes = [len(gzipped(f"{server.url}{path}")) for path in files()]
        lines = {
            "vote to count, idle, median / p95, ms": f"{idle[25]:.0f} / {idle[47]:.0f}",
            f"the same with a class computing ({computing}), ms": f"{loaded[25]:.0f} / {loaded[47]:.0f}",
            f"Run of {MEMBERS} values to the last dot, s": f"{last:.1f}",
            "web process, MB": f"{server.memory / 1e6:.0f}",
            "page and its files of a phone, kB": f"{(size + sum(sizes)) / 1e3:.1f}",
        }
        for ear in (*ears, *others, stage, second):
            ear.close()
        for name, value in lines.items():
            print(f"| {name} | {value} |", flush=True)
        print(f"| what else a phone heard in a lesson of 45 minutes, kB | {heard(server) / 1e3:.1f} |")


def heard(server: Server) -> int:
    """Bytes of a phone's stream through a whole lesson in a class of nine, and of the film that it
    follows: each state as often as it came, uncompressed as streams are."""
    room = Class(server, lesson="stop-the-film", minutes=45)
    ear, rest = Ear(room.phone()), [room.phone() for _ in range(REST)]
    room.does("follow")
    films = 0
    for number, step in enumerate(find("stop-the-film").long, 1):
        if number > 1:
            room.does("next")
        if step.kind == "film":
            room.does("play")
            films += len(gzipped(f"{server.url}{ear.phone.at}/film?token={ear.phone.token}&part=before"))
        if not (step.question or step.pick):
            continue
        room.does("ask")
        choices = room.seen()["question"]["most"]
        if step.question and step.question.axis and step.kind == "ask":
            films += len(gzipped(f"{server.url}{ear.phone.at}/film?token={ear.phone.token}&part=moments"))
        for seat, phone in enumerate(rest):
            phone.votes(1 + seat % choices, question=str(number))
        room.does("close")
        room.does("run" if step.pick else "reveal")
        ear.until(
            lambda state: state["phase"] == "revealed" and (state["class"] or {"share": 1})["share"] == 1
        )
    ear.close()
    return ear.heard + films


def gzipped(address: str) -> bytes:
    """A file as it is on the wire."""
    with httpx.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as answer:
        return b"".join(answer.iter_raw())


if __name__ == "__main__":
    main()
