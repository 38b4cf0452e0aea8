"""A room as its log makes it: an event gives the next room, and a wish becomes an event or a refusal."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Literal

from lab.contract.errors import BadInput, Conflict, NotFound, OverLimit
from lab.rooms.words import (
    Asked,
    Closed,
    Dimmed,
    Ended,
    Event,
    Followed,
    Joined,
    Moved,
    Opened,
    Outcome,
    Phase,
    Played,
    Ran,
    Removed,
    Revealed,
    Seat,
    Shown,
    Shut,
    Step,
    Voted,
)

SEATS = 400
"""Phones that a room takes."""
CHANGES = 20
"""Times that a seat may change its vote in a round: more is a script."""
ROUNDS = {"pick": 1, "exit": 1}
"""How often a kind of step is asked; others twice: alone and in silence, and once more after talking."""


@dataclass(frozen=True)
class Votes:
    """What is known of a step: its phase, each round's choices by seat, once revealed its outcome, of a pick
    the class's runs, and when its film began, if it did."""

    phase: Phase = "closed"
    rounds: tuple[Mapping[int, int], ...] = ()
    changes: Mapping[int, int] = field(default_factory=dict)
    outcome: Outcome | None = None
    ran: Ran | None = None
    played: float | None = None


@dataclass(frozen=True)
class Film:
    """The film up to a question, or that of what came; its seconds. A run that is shown is one picture."""

    part: Literal["before", "after", "shown"]
    seconds: float


@dataclass(frozen=True)
class Room:
    """A lesson in progress."""

    steps: tuple[Step, ...] = ()
    votes: tuple[Votes, ...] = ()
    seats: tuple[Seat, ...] = ()
    at: int = 0
    dark: bool = False
    follows: bool = False
    shown: Shown | None = None
    shut: bool = False
    ended: bool = False

    @property
    def step(self) -> Step:
        """What is asked at present."""
        return self.steps[self.at]

    @property
    def now(self) -> Votes:
        """The votes on it."""
        return self.votes[self.at]

    @property
    def present(self) -> tuple[int, ...]:
        """The seats that are taken."""
        return tuple(number for number, seat in enumerate(self.seats) if not seat.gone)

    def votes_in(self, round: int) -> dict[int, int]:
        """The votes of who is here, in a round of the present step, from 0."""
        return {seat: value for seat, value in self.now.rounds[round].items() if not self.seats[seat].gone}

    def histogram(self, round: int) -> list[int]:
        """How many took each choice, in a round of the present step, from 0."""
        taken = Counter(number for vote in self.votes_in(round).values() for number in self.step.taken(vote))
        return [taken[number] for number in range(1, len(self.step.choices) + 1)]

    def seat_of(self, key: str) -> int:
        """The seat whose token has that digest.

        Raises:
            NotFound: none has, or it was removed.
        """
        for number in self.present:
            if self.seats[number].key == key:
                return number
        raise NotFound("This seat is not in the room: join it again with its code.")


def after(room: Room, event: Event) -> Room:
    """The room once an event has happened."""
    now = room.now if room.votes else Votes()
    match event:
        case Opened(steps):
            return Room(steps, tuple(Votes() for _ in steps))
        case Joined(seat):
            return replace(room, seats=(*room.seats, seat))
        case Asked():
            room = replace(room, shown=None)
            return _with(room, replace(now, phase="open", rounds=(*now.rounds, {}), changes={}))
        case Voted(seat, value):
            last = {**now.rounds[-1], seat: value}
            changes = {**now.changes, seat: now.changes.get(seat, 0) + 1}
            return _with(room, replace(now, rounds=(*now.rounds[:-1], last), changes=changes))
        case Closed():
            return _with(room, replace(now, phase="closed"))
        case Revealed(outcome, at):
            room = replace(room, shown=None)
            played = at if room.step.film[1] else now.played
            return _with(room, replace(now, phase="revealed", outcome=outcome, played=played))
        case Ran():
            return _with(room, replace(now, phase="revealed", ran=event))
        case Played(at):
            return _with(replace(room, shown=None), replace(now, played=at))
    return _around(room, event)


def _around(room: Room, event: Event) -> Room:
    """The room once something has happened that is no vote."""
    match event:
        case Moved(step):
            return replace(room, at=step, shown=None)
        case Shown():
            return replace(room, shown=event if event.run else None)
        case Dimmed(dark):
            return replace(room, dark=dark)
        case Followed(follows):
            return replace(room, follows=follows)
        case Shut(shut):
            return replace(room, shut=shut)
        case Removed(number):
            seats = list(room.seats)
            seats[number] = replace(seats[number], gone=True)
            return replace(room, seats=tuple(seats))
    return replace(room, ended=True)


def replayed(events: Iterable[Event], room: Room | None = None) -> Room:
    """The room after all these events."""
    return reduce(after, events, room or Room())


def join(room: Room, name: str, key: str) -> Joined:
    """A phone's wish to come in, late or not.

    Raises:
        Conflict: the door is shut, or the room is over.
        OverLimit: it is full.
    """
    _goes_on(room)
    if room.shut:
        raise Conflict("The door of this room is shut: ask the teacher to open it.")
    if len(room.present) >= SEATS:
        raise OverLimit(f"This room is full: it has {SEATS} seats.")
    return Joined(Seat(name, key))


def vote(room: Room, seat: int, question: str, round: int, value: int) -> Voted | None:
    """A seat's choice; None where it stands already, so that whoever got no answer may send it again.

    Raises:
        BadInput: there is no such choice.
        Conflict: that round of that question is not open.
        OverLimit: it was changed too often.
    """
    if not 1 <= value <= room.step.most:
        raise BadInput(f"value: {str(value)[:20]} is no choice; there are 1 … {room.step.most}.")
    this = question == id_of(room) and round == len(room.now.rounds) > 0
    if this and room.now.rounds[-1].get(seat) == value:
        return None
    _goes_on(room)
    if not this or room.now.phase != "open":
        raise Conflict("This vote came too late: its round is closed.")
    if room.now.changes.get(seat, 0) > CHANGES:
        raise OverLimit("This vote was changed too often: the last one stands.")
    return Voted(seat, value)


def id_of(room: Room) -> str:
    """The present question's id: its place in the lesson, since a name would tell where its outcome is."""
    return str(room.at + 1)


Reveal = Callable[[], Outcome]
"""Computes the present step's outcome from its recordings: asked at Reveal, never before."""
Train = Callable[[], Ran]
"""Has train what the phones have picked."""
Show = Callable[[], Shown]
"""Finds what a link shows."""


def act(
    room: Room, do: str, seat: int | None, reveal: Reveal, train: Train, show: Show = lambda: Shown("", 0)
) -> Event:
    """What the teacher does.

    Raises:
        BadInput: there is no such act, or no such seat.
        Conflict: it is not its time.
    """
    acts = _acts(room)
    if do not in (*acts, "remove"):
        raise BadInput(f"do: {do[:20]!r} is none of {', '.join(acts)}, remove.")
    _goes_on(room)
    if do == "remove":
        if seat not in room.present:
            raise BadInput("seat: nobody sits there.")
        return Removed(seat)
    its_time, sentence, event = acts[do]
    if not its_time:
        raise Conflict(sentence)
    if event is Revealed:
        return Revealed(reveal(), time.time())
    makes: dict[Callable[..., Event], Callable[[], Event]] = {Ran: train, Shown: show}
    return makes.get(event, event)()


def possible(room: Room) -> list[str]:
    """What the teacher may do now."""
    acts = {} if room.ended else _acts(room)
    return [name for name, (its_time, _, _) in acts.items() if its_time]


def film(room: Room) -> Film | None:
    """Which film may be shown now: up to the question until that is asked, what came once it is revealed."""
    before, after = room.step.film
    if room.now.outcome is not None:
        return Film("after", after) if after else None
    return Film("before", before) if before and not room.now.rounds else None


def on_screen(room: Room) -> tuple[Film, float] | None:
    """What the stage shows in the figure's place, and since when: a run of the lab, or the film that was
    played."""
    if room.shown:
        return Film("shown", 1.0), room.shown.at
    running = film(room)
    return None if running is None or room.now.played is None else (running, room.now.played)


def _acts(room: Room) -> dict[str, tuple[bool, str, Callable[..., Event]]]:
    """Each act: whether it is its time, what is said when not, and what it makes happen."""
    step, phase, rounds = room.step, room.now.phase, len(room.now.rounds)
    most = ROUNDS.get(step.kind, 2)
    asks = step.asks and phase == "closed" and rounds < most
    over = phase == "closed" and rounds > 0
    trains = phase != "open" and rounds > 0  # also again, where what it trained was interrupted
    still = "A round is open: close it first."
    early = "Ask, then close: there is nothing to show before."
    kept = "What is asked here is not revealed yet: reveal it, or go on, and then show a run."
    return {
        "ask": (asks, f"Nothing is asked here, or it is open or over, or was asked {most} times.", Asked),
        "close": (phase == "open", "No round is open.", Closed),
        "reveal": (over and step.kind != "pick", early, Revealed),
        "run": (trains and step.kind == "pick" and bool(room.votes_in(-1)), early, Ran),
        "play": (film(room) is not None, "There is no film to show now.", lambda: Played(time.time())),
        "show": (not step.asks or phase == "revealed", kept, Shown),
        "follow": (True, "", lambda: Followed(not room.follows)),
        "back": (phase != "open" and room.at > 0, still, lambda: Moved(room.at - 1)),
        "next": (phase != "open" and room.at < len(room.steps) - 1, still, lambda: Moved(room.at + 1)),
        "look-up": (True, "", lambda: Dimmed(not room.dark)),
        "door": (True, "", lambda: Shut(not room.shut)),
        "end": (phase != "open", still, Ended),
    }


def _with(room: Room, votes: Votes) -> Room:
    return replace(room, votes=(*room.votes[: room.at], votes, *room.votes[room.at + 1 :]))


def _goes_on(room: Room) -> None:
    if room.ended:
        raise Conflict("This room is over.")
