"""Several choices and places on a figure: what a vote takes, when it is right, and who sees what of it."""

import pytest

from lab.contract.errors import BadInput
from lab.lessons.words import Axis, Plane, Words
from lab.rooms import seen
from lab.rooms.effect import FEWEST, effect
from lab.rooms.room import Room, act, after, join, vote
from lab.rooms.words import Opened, Outcome, Ran, Step, read, written

WHO = tuple(Words(name, f"{name} 中") for name in ("store", "weights", "file", "nobody"))
SIDE = Axis(Words("across", "横向"), (-0.5, 0.5))
MAP = Plane(SIDE, Axis(Words("up", "纵向"), (0.0, 1.0, 2.0)))
SEVERAL = Step("memcube", "leak", Words("Who?", "谁？"), WHO, several=True)
AGAIN = Step("memcube", "leak", Words("Who now?", "现在谁？"), WHO, kind="exit", repeats=0, several=True)
PLACE = Step("bias-potential", "ring8", Words("Where?", "哪里？"), MAP.labels(), plane=MAP)


def room(step: Step, *votes: int, others: tuple[Step, ...] = ()) -> Room:
    """A room whose seats have voted."""
    now = after(Room(), Opened((step, *others)))
    for seat in range(len(votes)):
        now = after(now, join(now, f"teal otter {seat}", str(seat)))
    return cast(now, *votes)


def cast(now: Room, *votes: int) -> Room:
    now = does(now, "ask", ())
    for seat, value in enumerate(votes):
        event = vote(now, seat, str(now.at + 1), 1, value)
        assert event
        now = after(now, event)
    return now


def does(now: Room, do: str, truth: tuple[int, ...]) -> Room:
    came = Outcome(truth, Words("It came.", "来了。"))
    return after(now, act(now, do, None, lambda: came, lambda: Ran((), ())))


def test_of_several_choices_each_is_counted_and_right_is_who_took_all_that_are_and_no_other():
    now = room(SEVERAL, 0b0010, 0b0110, 0b1111)
    assert seen.stage(now)["count"] == 3, "three phones, however much they took"
    now = does(does(now, "close", ()), "reveal", (2, 3))
    assert seen.student(now, 1, "en")["revealed"]["votes"] == [[1, 3, 2, 1]]
    assert [row[4:] for row in seen.table(now)[1:]] == [
        ["weights", "0"],
        ["weights + file", "1"],
        ["store + weights + file + nobody", "0"],
    ]


def test_no_vote_takes_nothing_or_what_is_not_there():
    now = room(SEVERAL, 0b1111)
    for value in (0, 0b10000, -1):
        with pytest.raises(BadInput, match=r"there are 1 … 15"):
            vote(now, 0, "1", 1, value)
    assert vote(now, 0, "1", 1, 0b1111) is None, "sent again, it changes nothing"


def test_what_was_learned_counts_whole_answers():
    now = room(SEVERAL, *[0b0011] * FEWEST, others=(AGAIN,))
    now = does(does(now, "close", ()), "reveal", (2,))
    now = cast(does(now, "next", ()), *[0b0110] * FEWEST)
    now = does(does(now, "close", ()), "reveal", (2, 3))
    learned = effect(now)
    assert learned
    assert (learned.before, learned.after) == (0.0, 1.0)


def test_a_place_is_a_cell_from_the_lower_left_and_any_right_one_is_right():
    assert [label.en for label in MAP.labels()][:3] == ["(-0.5, 0)", "(0.5, 0)", "(-0.5, 1)"]
    now = does(does(room(PLACE, 6, 3, 1), "close", ()), "reveal", (3, 6))
    assert now.histogram(0) == [1, 0, 1, 0, 0, 1]
    assert [row[4:] for row in seen.table(now)[1:]] == [
        ["(0.5, 2)", "1"],
        ["(-0.5, 1)", "1"],
        ["(-0.5, 0)", "0"],
    ]


def test_phones_get_the_sides_of_a_map_and_its_box_in_the_drawing_and_no_label_of_each_cell():
    asked = seen.student(room(PLACE, 1), 0, "zh-CN")["question"]
    assert (asked["choices"], asked["most"], asked["several"]) == ([], 6, False)
    assert asked["plane"]["up"] == {"name": "纵向", "values": [0.0, 1.0, 2.0], "log": False, "moves": False}
    left, top, width, height = asked["plane"]["box"]
    assert width == height > 0 <= min(left, top)


@pytest.mark.parametrize("step", [SEVERAL, PLACE])
def test_what_is_written_of_a_step_is_read_again(step: Step):
    assert read(written(Opened((step,)))) == Opened((step,))
