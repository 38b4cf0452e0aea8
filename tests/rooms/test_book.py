"""Rooms in the store: durable when answered, found by code or capability, gone after their time."""

import subprocess
import sys

import pytest

from lab import experiments
from lab.contract.errors import Conflict, NotFound
from lab.figures import film
from lab.lessons.words import Words
from lab.rooms import seen
from lab.rooms.book import KEPT_DAYS, Book
from lab.rooms.lesson import outcome, question
from lab.rooms.names import digest, secret
from lab.rooms.room import act, join, vote
from lab.rooms.words import Outcome, Step
from lab.runs.store.database import Store

STEP = Step(
    "adam-spikes", "fnn-sin", Words("What now?", "怎样？"), (Words("falls", "降"), Words("jumps", "跳"))
)
NOTHING = Outcome((), Words("Nothing.", "没有。"))


def nothing() -> Outcome:
    return NOTHING


VOTES = """
import sys
from pathlib import Path
from lab.rooms.book import Book
from lab.rooms.room import act, join, vote
from lab.runs.store.database import Store
book, id = Book(Store(Path(sys.argv[1]))), sys.argv[2]
book.write(id, lambda room: act(room, "ask", None, tuple, tuple))
for seat in range(100_000):
    book.write(id, lambda room: join(room, f"teal otter {seat}", str(seat)))
    book.write(id, lambda room: vote(room, seat, "1", 1, 1))
    print(seat, flush=True)
"""


@pytest.fixture
def book(tmp_path) -> Book:
    return Book(Store(tmp_path / "log.sqlite"))


def test_a_room_is_the_same_for_another_server(book, tmp_path):
    doors, token = book.open([STEP]), secret()
    book.write(doors.id, lambda room: join(room, "teal otter", digest(token)))
    book.write(doors.id, lambda room: act(room, "ask", None, nothing, nothing))
    room = book.write(doors.id, lambda room: vote(room, room.seat_of(digest(token)), "1", 1, 2))
    assert Book(Store(tmp_path / "log.sqlite")).room(doors.id) == room
    assert room.histogram(0) == [0, 1]


def test_no_vote_that_was_answered_is_lost_when_its_server_is_killed(book, tmp_path):
    doors = book.open([STEP])
    command = [sys.executable, "-c", VOTES, str(tmp_path / "log.sqlite"), doors.id]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as server:
        answered = [int(server.stdout.readline()) for _ in range(20)][-1]
        server.kill()
    room = book.room(doors.id)
    votes = room.now.rounds[0]
    assert room.now.phase == "open"
    assert list(votes) == list(range(len(votes)))
    assert answered < len(votes) <= len(room.seats) <= len(votes) + 1


def test_a_refusal_adds_nothing(book):
    doors = book.open([STEP])
    with pytest.raises(Conflict):
        book.write(doors.id, lambda room: act(room, "close", None, nothing, nothing))
    assert book.room(doors.id).now.phase == "closed"


def test_capabilities_open_their_room_only_and_are_not_kept(book, tmp_path):
    doors, other = book.open([STEP]), book.open([STEP])
    assert book.by_code(doors.code.lower()) == doors.id
    assert book.role(doors.id, doors.teacher) == "teacher"
    assert book.role(doors.id, doors.stage) == "stage"
    for wrong in (other.teacher, doors.code, "", "ä"):
        with pytest.raises(NotFound):
            book.role(doors.id, wrong)
    kept = (tmp_path / "log.sqlite").read_bytes() + (tmp_path / "log.sqlite-wal").read_bytes()
    assert doors.code.encode() in kept
    assert doors.teacher.encode() not in kept


def test_a_room_is_deleted_after_its_time(book):
    doors = book.open([STEP], now=0)
    book.open([STEP], now=KEPT_DAYS * 24 * 3600 + 1)
    for ask in (book.room, book.code):
        with pytest.raises(NotFound):
            ask(doors.id)


def test_what_is_asked_is_the_experiments_own_and_its_outcome_is_computed(subjects):
    for experiment in experiments.every():
        for cut in experiment.cuts:
            step = question(experiment.name, cut.preset)
            assert (step.text.en, tuple(choice.en for choice in step.choices)) == (
                cut.cliff.question,
                cut.cliff.choices,
            )
    came = outcome(subjects["fnn-sin"].log, question("adam-spikes"))
    step = question("adam-spikes")
    assert [step.choices[number - 1].en for number in came.truth] == list(
        film.outcome(subjects["fnn-sin"])["truth"]
    )
    assert came.told
    with pytest.raises(NotFound, match="there are"):
        question("adam-spikes", "quadratic")


def test_the_table_has_no_secret(book):
    doors, token = book.open([STEP]), secret()
    book.write(doors.id, lambda room: join(room, "teal otter", digest(token)))
    book.write(doors.id, lambda room: act(room, "ask", None, nothing, nothing))
    room = book.write(doors.id, lambda room: vote(room, 0, "1", 1, 2))
    assert seen.table(room)[1:] == [["1", "ask", "teal otter", "1", "jumps", ""]]
    assert digest(token) not in str(seen.table(room))
