"""The queue is fair: visitors take turns."""

from hypothesis import given
from hypothesis import strategies as st

from lab.runs.service.fair import FairQueue


def filled(*pairs):
    queue = FairQueue()
    for owner, recording in pairs:
        queue.push(owner, recording)
    return queue


def test_owners_take_turns_and_their_own_come_in_order():
    queue = filled(("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1"), ("c", "c1"), ("b", "b2"))
    assert queue.order() == ["a1", "b1", "c1", "a2", "b2", "a3"]
    assert [queue.pop() for _ in range(7)] == ["a1", "b1", "c1", "a2", "b2", "a3", None]


def test_what_is_taken_out_is_gone():
    queue = filled(("a", "a1"), ("b", "b1"))
    assert queue.remove("a1")
    assert not queue.remove("a1")
    assert (queue.order(), len(queue)) == (["b1"], 1)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 10**6)), unique_by=lambda pair: pair[1]))
def test_the_announced_order_is_the_order_and_nobody_waits_for_two_of_another(pairs):
    queue = filled(*((owner, str(recording)) for owner, recording in pairs))
    announced = queue.order()
    assert announced == [queue.pop() for _ in pairs]
    owners = [dict((str(recording), owner) for owner, recording in pairs)[one] for one in announced]
    for k, owner in enumerate(owners):
        later = set(owners[k + 1 :]) - {owner}
        after = owners[k + 1 :]
        if later and owner in after:
            assert set(after[: after.index(owner)]) >= later  # each other waiting one comes in between
