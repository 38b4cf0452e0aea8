"""A lesson that is over, to go through once more: its file with the class's votes, and nobody's token."""

from dataclasses import replace

from lab.contract.errors import Conflict
from lab.lessons.offline import Cast, file
from lab.rooms import lesson
from lab.rooms.dots import heights
from lab.rooms.room import Room
from lab.runs.store.log import Log


def replay(log: Log, room: Room) -> bytes:
    """The file of the room's lesson with the class's votes.

    Raises:
        Conflict: the room is not over: until then its votes are its own.
        NotFound: the lesson is not what it was, or what it shows is not recorded here.
    """
    if not room.ended:
        raise Conflict("This lesson goes on: its replay is here once the teacher has ended it.")
    whole, minutes = lesson.whole(room.steps)
    return file(
        log, whole, minutes, [_cast(log, replace(room, at=number)) for number in range(len(room.steps))]
    )


def _cast(log: Log, room: Room) -> Cast:
    """The votes on the present step."""
    rounds = tuple(tuple(room.histogram(round)) for round in range(len(room.now.rounds)))
    ran = room.now.ran
    if ran is None:
        return Cast(rounds)
    found = dict(zip(ran.chosen, heights(log, lesson.pick(room.step), ran.runs), strict=True))
    return Cast(rounds, tuple(found.get(number) for number in range(1, len(room.step.choices) + 1)))
