"""What each role may see of a room; the only way from a room to what is sent."""

from typing import Any

from lab.rooms.names import spoken
from lab.rooms.room import Room, id_of, possible


def student(room: Room, seat: int, language: str) -> dict[str, Any]:
    """A phone's view: of others' votes only how many there are, until the outcome is revealed."""
    return {
        **_common(room),
        "seat": spoken(room.seats[seat].name, language),
        "mine": [votes.get(seat) for votes in room.now.rounds],
        "dark": room.dark,
        "revealed": _revealed(room),
    }


def stage(room: Room) -> dict[str, Any]:
    """The projector's view: of votes only how many there are, until their round is closed."""
    return {**_common(room), "votes": _votes(room), "revealed": _revealed(room)}


def teacher(room: Room) -> dict[str, Any]:
    """The teacher's view: the stage's, who sits where and who has voted, and what can be done now."""
    given = room.now.rounds[-1] if room.now.rounds else {}
    seats = [
        {"seat": number, "name": room.seats[number].name, "voted": number in given} for number in room.present
    ]
    return {**stage(room), "seats": seats, "dark": room.dark, "shut": room.shut, "can": possible(room)}


def table(room: Room) -> list[list[str]]:
    """Every vote as rows with a head, without names of people, tokens, or what they saw."""
    rows = [["question", "seat", "round", "choice", "right"]]
    for number, (step, votes) in enumerate(zip(room.steps, room.votes, strict=True), 1):
        for round, given in enumerate(votes.rounds, 1):
            for seat, value in sorted(given.items()):
                if not room.seats[seat].gone:
                    right = "" if votes.outcome is None else str(int(value in votes.outcome.truth))
                    cells = [str(number), room.seats[seat].name, str(round), step.choices[value - 1], right]
                    rows.append(cells)
    return rows


def _common(room: Room) -> dict[str, Any]:
    asked = len(room.now.rounds)
    return {
        "step": room.at + 1,
        "steps": len(room.steps),
        "phase": room.now.phase,
        "round": asked,
        "question": _question(room) if asked else None,
        "count": sum(room.histogram(asked - 1)) if asked else 0,
        "phones": len(room.present),
        "ended": room.ended,
    }


def _question(room: Room) -> dict[str, Any]:
    step = room.step
    return {
        "id": id_of(room),
        "kind": "choice",
        "text": step.text,
        "choices": list(step.choices),
        "futures": list(step.futures),
    }


def _votes(room: Room) -> list[list[int]] | None:
    if room.now.phase == "open":
        return None
    return [room.histogram(round) for round in range(len(room.now.rounds))]


def _revealed(room: Room) -> dict[str, Any] | None:
    outcome = room.now.outcome
    if outcome is None:
        return None
    return {"truth": list(outcome.truth), "told": outcome.told, "votes": _votes(room)}
