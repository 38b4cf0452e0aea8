"""What each role may see of a room; the only way from a room to what is sent."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from lab.lessons.pictures import plot
from lab.lessons.words import KINDS, Axis, Pick
from lab.rooms.dots import Dots
from lab.rooms.effect import effect
from lab.rooms.lesson import drawing
from lab.rooms.names import spoken
from lab.rooms.room import Room, id_of, on_screen, possible
from lab.rooms.words import Step

Plot = tuple[Pick, Dots]
"""The setting that phones picked, and where the class's runs are."""


def student(room: Room, seat: int, language: str, plot: Plot | None = None) -> dict[str, Any]:
    """A phone's view: of others' votes only how many there are, until the outcome is revealed."""
    return {
        **_common(room, language, plot),
        "seat": spoken(room.seats[seat].name, language),
        "mine": [votes.get(seat) for votes in room.now.rounds],
        "dark": room.dark,
        "revealed": _revealed(room, language),
        "film": _film(room) if room.follows else None,
    }


def stage(room: Room, language: str = "en", plot: Plot | None = None) -> dict[str, Any]:
    """The projector's view: of votes only how many there are, until their round is closed."""
    return {
        **_common(room, language, plot),
        "votes": _votes(room),
        "revealed": _revealed(room, language),
        "film": _film(room),
    }


def teacher(room: Room, language: str = "en", plot: Plot | None = None) -> dict[str, Any]:
    """The teacher's view: the stage's, the step before it is asked and what to do in it, who sits where and
    who has voted, what can be done now, and what the class has learned."""
    voted = room.now.rounds[-1] if room.now.rounds else {}
    seats = [
        {"seat": number, "name": spoken(room.seats[number].name, language), "voted": number in voted}
        for number in room.present
    ]
    learned = effect(room)
    return {
        **stage(room, language, plot),
        "coming": _question(room, language),
        "kind": KINDS[room.step.kind].of(language),
        "do": room.step.do.of(language) if room.step.do else "",
        "link": _link(room),
        "minutes": room.step.minutes,
        "seats": seats,
        "dark": room.dark,
        "follows": room.follows,
        "films": any(any(step.film) for step in room.steps),
        "shut": room.shut,
        "can": [do for do in possible(room) if do != "run" or plot is None or plot[1].lost],
        "effect": learned and dataclasses.asdict(learned),
    }


def _link(room: Room) -> str:
    """What the projector opens: the page of a question shows what came, so it waits until that is known."""
    shown = room.now.outcome is not None or room.now.ran is not None
    return room.step.link if shown or not room.step.asks else ""


def table(room: Room) -> list[list[str]]:
    """Every vote as rows with a head, without names of people, tokens, or what they saw."""
    rows = [["step", "kind", "seat", "round", "choice", "right"]]
    for number, (step, votes) in enumerate(zip(room.steps, room.votes, strict=True), 1):
        for round, cast in enumerate(votes.rounds, 1):
            for seat, value in sorted(cast.items()):
                if not room.seats[seat].gone:
                    outcome = votes.outcome
                    right = "" if outcome is None else str(int(step.right(value, outcome.truth)))
                    choice = " + ".join(step.choices[number - 1].en for number in step.taken(value))
                    seat_name = room.seats[seat].name
                    rows.append([str(number), step.kind, seat_name, str(round), choice, right])
    learned = effect(room)
    for name, value in dataclasses.asdict(learned).items() if learned else ():
        rows.append(["effect", name, "", "", "", str(value)])
    return rows


def _common(room: Room, language: str, plot: Plot | None) -> dict[str, Any]:
    asked = len(room.now.rounds)
    return {
        "step": room.at + 1,
        "steps": len(room.steps),
        "phase": room.now.phase,
        "round": asked,
        "question": _question(room, language) if asked or not room.step.asks else None,
        "count": len(room.votes_in(asked - 1)) if asked else 0,
        "phones": len(room.present),
        "ended": room.ended,
        "class": _plot(room, *plot, language) if plot else None,
    }


def _plot(room: Room, pick: Pick, dots: Dots, language: str) -> dict[str, Any] | None:
    """The class's runs: of each choice its number, place, height, and how many picked it; the axes."""
    if room.now.ran is None:
        return None
    counts, heights = room.histogram(-1), zip(room.now.ran.chosen, dots.heights, strict=True)
    places = _places(pick)
    return {
        **axes(pick, language),
        "dots": [[number, places[number - 1], height, counts[number - 1]] for number, height in heights],
        "share": round(dots.share, 2),
        "ahead": dots.ahead,
        "lost": dots.lost,
    }


def axes(pick: Pick, language: str) -> dict[str, Any]:
    """The axes in which a class's runs will lie, with no dot as yet."""
    places = _places(pick)
    return {
        "dots": [],
        "ends": [min(places), max(places)],
        "names": None if places is pick.values else list(pick.values),
        "across": pick.across.of(language),
        "up": pick.up.of(language),
        "log": list(pick.log),
    }


def _places(pick: Pick) -> Sequence[float]:
    """Where its values lie; words stand beside each other."""
    return range(1, len(pick.values) + 1) if isinstance(pick.values[0], str) else pick.values


def _film(room: Room) -> dict[str, Any] | None:
    """The film that runs or has run, or what is shown: which, its seconds, and when it began."""
    screen = on_screen(room)
    return screen and {**dataclasses.asdict(screen[0]), "began": screen[1]}


def _question(room: Room, language: str) -> dict[str, Any]:
    step = room.step
    return {
        "id": id_of(room),
        "kind": step.kind,
        "text": step.text.of(language),
        "most": step.most if step.asks else 0,
        "several": step.several,
        "choices": [] if step.plane else [choice.of(language) for choice in step.choices],
        "futures": list(step.futures),
        "axis": step.axis and _axis(step.axis, step, language),
        "plane": _plane(step, language),
    }


def _axis(axis: Axis, step: Step, language: str) -> dict[str, Any]:
    """The numbers that may be chosen; whether the film can be seen at each."""
    moves = bool(axis.moment and step.film[0])
    return {"name": axis.name.of(language), "values": list(axis.values), "log": axis.log, "moves": moves}


def _plane(step: Step, language: str) -> dict[str, Any] | None:
    """The places that may be chosen, and in which part of the drawing they lie."""
    if step.plane is None:
        return None
    sides = {side: _axis(getattr(step.plane, side), step, language) for side in ("across", "up")}
    return {**sides, "box": plot(drawing(step, large=False)[0])}


def _votes(room: Room) -> list[list[int]] | None:
    if room.now.phase == "open":
        return None
    return [room.histogram(round) for round in range(len(room.now.rounds))]


def _revealed(room: Room, language: str) -> dict[str, Any] | None:
    outcome = room.now.outcome
    if outcome is None:
        return None
    return {"truth": list(outcome.truth), "told": outcome.told.of(language), "votes": _votes(room)}
