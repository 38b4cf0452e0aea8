"""A room by chance: whatever a class and a teacher do, in any order, these stay so."""

import json
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from lab.contract.errors import BadInput, Conflict, LabError, OverLimit
from lab.lessons.words import Pick, Words
from lab.rooms import names, seen
from lab.rooms.dots import Dots
from lab.rooms.effect import FEWEST, effect
from lab.rooms.room import CHANGES, Room, act, after, id_of, join, possible, replayed, vote
from lab.rooms.words import Opened, Outcome, Ran, Step, read, written
from tests.rooms.acts import ACTS

CAME = Outcome((2,), Words("It came to 4.711 then.", "它是 4.711。"))
CURVES = ("falls", "levels", "jumps")
SOME = tuple(Words(name, f"{name} 中") for name in CURVES)
STEPS = (
    Step("adam-spikes", "fnn-sin", Words("What now?", "怎样？"), SOME, CURVES, film=(6.0, 4.0)),
    Step("gan", "memorize", Words("Which set?", "哪组？"), SOME[:2]),
    Step("gan", "memorize", Words("Your number?", "你的数？"), SOME, kind="pick", place="a/15/2"),
    Step("gan", "memorize", Words("Read this.", "读这个。"), kind="film", film=(5.0, 0.0)),
    Step("gan", "memorize", Words("And now?", "现在呢？"), SOME, kind="exit", repeats=0),
)
RAN = Ran((1, 3), ("0" * 16, "1" * 16))


def came() -> Outcome:
    return CAME


def ran() -> Ran:
    return RAN


def opened() -> Room:
    return after(Room(), Opened(STEPS))


def told(room: Room) -> list[dict]:
    """What each seat sees, in both languages."""
    return [seen.student(room, seat, language) for seat in room.present for language in ("en", "zh")]


class Lesson(RuleBasedStateMachine):
    seats = Bundle("seats")

    def __init__(self) -> None:
        super().__init__()
        self.room, self.log = opened(), [Opened(STEPS)]

    def happens(self, event):
        if event is not None:
            self.log.append(event)
            self.room = after(self.room, event)

    @rule(target=seats)
    def comes(self):
        number = len(self.room.seats)
        try:
            self.happens(join(self.room, names.name({s.name for s in self.room.seats}), f"key-{number}"))
        except Conflict:
            assert self.room.shut or self.room.ended
        return number

    @rule(seat=seats, value=st.integers(-1, 4), question=st.sampled_from("123"), round=st.integers(0, 3))
    def votes(self, seat, value, question, round):
        if seat not in self.room.present:
            return
        before = self.room
        try:
            self.happens(vote(self.room, seat, question, round, value))
        except LabError:
            assert self.room == before
            return
        assert vote(self.room, seat, question, round, value) is None, "sent again, it changes nothing"

    @rule(seat=seats, value=st.integers(1, 2))
    def votes_in_time(self, seat, value):
        self.votes(seat, value, id_of(self.room), len(self.room.now.rounds))

    @precondition(lambda self: not self.room.ended)
    @rule(do=st.sampled_from(ACTS), seat=st.integers(0, 5))
    def teacher(self, do, seat):
        allowed = possible(self.room)
        kept = [room_votes.rounds for room_votes in self.room.votes]
        try:
            self.happens(act(self.room, do, seat, came, ran))
        except LabError:
            assert do not in allowed
            return
        assert do in allowed or do == "remove"
        after_it = [room_votes.rounds for room_votes in self.room.votes]
        assert all(new[: len(old)] == old for old, new in zip(kept, after_it, strict=True)), "votes are kept"

    @rule(seat=consumes(seats))
    def leaves(self, seat):
        if seat in self.room.present and not self.room.ended:
            self.happens(act(self.room, "remove", seat, came, ran))

    @invariant()
    def the_outcome_is_nowhere_before_it_is_revealed(self):
        if self.room.now.phase != "revealed":
            views = [*told(self.room), seen.stage(self.room), seen.teacher(self.room)]
            assert all(view["revealed"] is None for view in views)
            assert CAME.told.en not in json.dumps(views)

    @invariant()
    def what_came_is_no_film_before(self):
        views = [seen.stage(self.room), *told(self.room)]
        if self.room.now.outcome is None:
            assert all(view["film"] is None or view["film"]["part"] == "before" for view in views)
        if not self.room.follows:
            assert all(view["film"] is None for view in views[1:])

    @invariant()
    def what_others_voted_moves_nothing_on_a_phone_before(self):
        """Two classes that voted differently look alike to a phone, but for its own votes."""
        if self.room.now.phase == "revealed":
            return
        for seat in self.room.present:
            turned = tuple(
                {voter: value if voter == seat else 1 + value % 2 for voter, value in votes.items()}
                for votes in self.room.now.rounds
            )
            other = replace(self.room.now, rounds=turned)
            votes = (*self.room.votes[: self.room.at], other, *self.room.votes[self.room.at + 1 :])
            there = replace(self.room, votes=votes)
            assert seen.student(self.room, seat, "en") == seen.student(there, seat, "en")

    @invariant()
    def the_projector_counts_only_while_a_round_is_open(self):
        view = seen.stage(self.room)
        assert (view["votes"] is None) == (self.room.now.phase == "open")
        for votes in view["votes"] or []:
            assert sum(votes) <= view["phones"]

    @invariant()
    def the_log_is_all_there_is(self):
        assert replayed(read(written(event)) for event in self.log) == self.room


TestLesson = Lesson.TestCase
TestLesson.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def asked(*values: int) -> Room:
    """A room in which so many seats have voted so, in the first round."""
    room = opened()
    for number in range(len(values)):
        room = after(room, join(room, f"teal otter {number}", f"key-{number}"))
    room = after(room, act(room, "ask", None, came, ran))
    for seat, value in enumerate(values):
        room = after(room, vote(room, seat, "1", 1, value))
    return room


def done(room: Room, *acts: str) -> Room:
    for do in acts:
        room = after(room, act(room, do, None, came, ran))
    return room


def test_both_rounds_are_shown_at_reveal():
    room = done(asked(1, 3, 3), "close", "ask")
    room = after(room, vote(room, 0, "1", 2, 2))
    room = done(room, "close", "reveal")
    revealed = seen.student(room, 0, "en")["revealed"]
    assert revealed == {"truth": [2], "told": CAME.told.en, "votes": [[1, 0, 2], [0, 1, 0]]}
    assert seen.student(room, 0, "en")["mine"] == [1, 2]


def test_the_page_that_shows_what_came_is_offered_once_that_is_known():
    link = "gan?preset=memorize&view=stage"
    room = after(Room(), Opened(tuple(replace(step, link=link) for step in STEPS)))
    assert seen.teacher(room)["link"] == ""
    room = done(room, "ask", "close")
    assert seen.teacher(room)["link"] == ""
    assert seen.teacher(done(room, "reveal"))["link"] == link
    film = done(room, "next", "next")
    assert seen.teacher(film)["link"] == ""
    assert seen.teacher(done(film, "next"))["link"] == link


def test_the_film_runs_up_to_the_question_and_on_once_it_is_revealed():
    room = asked(1)
    assert "play" not in possible(room), "the question stands at its cliff"
    room = done(opened(), "play")
    assert seen.stage(room)["film"] == {"part": "before", "seconds": 6.0, "began": room.now.played}
    assert [seen.stage(done(room, "ask"))["film"], seen.stage(done(room, "ask", "close"))["film"]] == [
        None
    ] * 2
    room = done(room, "ask", "close", "reveal")
    assert seen.stage(room)["film"] == {"part": "after", "seconds": 4.0, "began": room.now.played}
    again = done(room, "play").now.played
    assert again >= room.now.played
    assert seen.stage(done(room, "next", "ask", "close", "reveal"))["film"] is None, "it has none"


def test_phones_follow_the_stage_if_the_teacher_wants():
    room = done(after(opened(), join(opened(), "jade heron", "key")), "play")
    assert seen.student(room, 0, "en")["film"] is None
    room = done(room, "follow")
    assert seen.student(room, 0, "en")["film"] == seen.stage(room)["film"]
    assert seen.student(done(room, "follow"), 0, "en")["film"] is None


def test_a_late_joiner_is_where_the_room_is_and_votes():
    room = asked(1, 2)
    room = after(room, join(room, "jade heron", "late"))
    assert seen.student(room, 2, "en")["phase"] == "open"
    room = after(room, vote(room, 2, "1", 1, 3))
    assert room.histogram(0) == [1, 1, 1]


def test_a_shut_door_a_third_round_and_a_late_vote_are_refused_in_a_sentence():
    room = done(asked(1), "door", "close")
    with pytest.raises(Conflict, match="door"):
        join(room, "jade heron", "key")
    with pytest.raises(Conflict, match="too late"):
        vote(room, 0, "1", 1, 2)
    room = done(room, "ask", "close")
    with pytest.raises(Conflict, match="2 times"):
        act(room, "ask", None, came, ran)
    with pytest.raises(BadInput, match="1 … 3"):
        vote(room, 0, "1", 2, 99)


def test_a_removed_seat_takes_its_vote_with_it():
    room = after(asked(1, 3), act(asked(1, 3), "remove", 0, came, ran))
    assert (room.histogram(0), seen.stage(room)["count"]) == ([0, 0, 1], 1)
    assert [row[2] for row in seen.table(room)[1:]] == ["teal otter 1"]


def test_a_script_cannot_fill_the_log():
    room = asked(1)
    for turn in range(CHANGES):
        room = after(room, vote(room, 0, "1", 1, 2 + turn % 2))
    with pytest.raises(OverLimit):
        vote(room, 0, "1", 1, 1)


def test_every_name_has_both_languages_and_no_two_are_alike():
    taken: set[str] = set()
    for _ in range(len(names.COLOURS) * len(names.ANIMALS) + 3):
        taken.add(names.name(taken))
    assert len(taken) > len(names.COLOURS) * len(names.ANIMALS)
    spoken = {names.spoken(name, "zh") for name in taken}
    assert len(spoken) == len(taken)
    assert not any(character.isascii() and character.isalpha() for name in spoken for character in name)


def learned(before: str, after: str) -> Room:
    """A room whose seats were right before and after where there is a 1, and did not answer where a dash."""
    room = asked(*[2 - (was == "0") for was in before])
    room = done(room, "close", "reveal", "next", "next", "next", "next", "ask")
    for seat, now in enumerate(after):
        if now != "-":
            room = after_vote(room, seat, 2 - (now == "0"))
    return done(room, "close", "reveal")


def after_vote(room: Room, seat: int, value: int) -> Room:
    return after(room, vote(room, seat, id_of(room), len(room.now.rounds), value))


def test_what_was_learned_is_the_gain_of_the_seats_that_answered_both():
    found = effect(learned("1100000000", "11111100--"))
    assert (found.seats, found.before, found.after) == (8, 0.25, 0.75)
    assert found.gain == pytest.approx((0.75 - 0.25) / 0.75)
    assert found.interval[0] <= found.gain <= found.interval[1]
    assert effect(learned("0" * FEWEST, "1" * FEWEST)).gain == 1
    assert effect(learned("0" * (FEWEST - 1), "1" * (FEWEST - 1))) is None
    assert effect(learned("1" * 6, "1" * 6)).gain is None


def test_a_pick_is_run_once_and_its_dots_are_those_who_are_here():
    room = done(asked(1, 3, 3), "close", "next", "next", "ask")
    for seat, value in enumerate((1, 3, 3)):
        room = after_vote(room, seat, value)
    assert "run" not in possible(room)
    room = done(room, "close")
    assert {"run", "ask", "reveal"} & set(possible(room)) == {"run"}
    room = done(room, "run")
    room = after(room, act(room, "remove", 2, came, ran))
    pick = Pick("gan", "memorize", "seed", (1, 2, 3), *[Words("a", "b")] * 3, lambda run: 0.0)
    view = seen.student(room, 0, "zh", (pick, Dots((0.5, None), 0.25)))["class"]
    assert (view["dots"], view["names"], view["ends"]) == ([[1, 1, 0.5, 1], [3, 3, None, 1]], None, [1, 3])
    assert seen.student(done(room, "next"), 0, "zh", None)["class"] is None
