"""Kills in the middle of a lesson: no vote that was acknowledged is lost, and none counts twice."""

import random
from concurrent.futures import Future, ThreadPoolExecutor

import httpx
import pytest

from tests.classroom import Class, Phone, put_away
from tests.faults.stage import Stage

pytestmark = pytest.mark.long
PHONES, CHOICES = 8, 3
HOLDING = ("server", "supervisor")
"""What a room without a class's runs hangs on."""


@pytest.fixture(autouse=True)
def _phones_are_put_away():
    yield
    put_away()


def voted(phone: Phone, value: int) -> bool:
    """Vote; whether it was acknowledged."""
    try:
        return phone.votes(value).status_code == 200
    except httpx.TransportError:
        return False


def test_a_vote_that_was_acknowledged_counts_whatever_is_killed_while_others_vote(stage: Stage, faults: int):
    chance = random.Random(1)
    choices = [1 + seat % CHOICES for seat in range(PHONES)]
    with ThreadPoolExecutor(PHONES) as pool:
        for turn in range(faults):
            room = Class(stage.server)
            phones = [room.phone() for _ in range(PHONES)]
            room.does("ask")
            votes: list[Future[bool]] = []
            killing = chance.randrange(PHONES)
            for seat, phone in enumerate(phones):
                votes.append(pool.submit(voted, phone, choices[seat]))
                if seat == killing:
                    stage.kill(HOLDING[turn % len(HOLDING)])
            acknowledged = sum(vote.result() for vote in votes)
            assert room.seen()["count"] >= acknowledged
            for phone, choice in zip(phones, choices, strict=True):
                assert voted(phone, choice), "what got no answer is sent again, and what did counts once"
            room.does("close")
            room.does("reveal")
            (counts,) = room.seen("teacher")["votes"]
            assert counts == [choices.count(choice) for choice in range(1, len(counts) + 1)]
            room.does("end")
    assert stage.pulse.silences == []
    print(f"kills in rooms: {stage.killed}")
