"""The queue is fair: addresses and visitors take turns, short runs pass long ones, none for ever."""

from hypothesis import given
from hypothesis import strategies as st

from lab.runs.service.fair import PASSES, Asked, Asker, FairQueue

LONG, SHORT = 380.0, 2.0


def filled(*pairs):
    queue = FairQueue()
    for owner, recording in pairs:
        queue.push(Asked(Asker(owner), SHORT), recording)
    return queue


def asked(queue, recording, owner, address, *, seconds=SHORT, known=True):
    queue.push(Asked(Asker(owner, address, known), seconds), recording)


def test_owners_take_turns_and_their_own_come_in_order():
    queue = filled(("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1"), ("c", "c1"), ("b", "b2"))
    assert queue.order() == ["a1", "b1", "c1", "a2", "b2", "a3"]
    assert [queue.pop() for _ in range(7)] == ["a1", "b1", "c1", "a2", "b2", "a3", None]


def test_what_is_taken_out_is_gone():
    queue = filled(("a", "a1"), ("b", "b1"))
    assert queue.remove("a1")
    assert not queue.remove("a1")
    assert (queue.order(), len(queue)) == (["b1"], 1)


def test_whoever_keeps_no_cookie_shares_what_the_address_has():
    queue = FairQueue()
    for k in range(300):
        asked(queue, f"s{k}", f"stranger {k}", "192.0.2.1", known=False)
    for k in range(3):
        asked(queue, f"v{k}", "a visitor there", "192.0.2.1")
    asked(queue, "new", "a newcomer", "192.0.2.2")
    assert queue.order()[:6] == ["s0", "new", "v0", "s1", "v1", "s2"]


def test_an_address_has_a_turn_however_many_visitors_it_makes_up():
    queue = FairQueue()
    for k in range(300):
        asked(queue, f"s{k}", f"stranger {k}", "192.0.2.1")
    queue.pop()
    asked(queue, "new", "a newcomer", "192.0.2.2")
    assert queue.order()[0] == "new"


def test_short_runs_pass_long_ones_but_not_for_ever():
    queue = FairQueue()
    asked(queue, "long", "a", "192.0.2.1", seconds=LONG)
    for k in range(9):
        asked(queue, f"short {k}", "b", "192.0.2.2")
    assert queue.order().index("long") == PASSES
    assert queue.pop(short=True) == "short 0"
    while queue.pop(short=True) is not None:
        pass
    assert queue.order() == ["long"]


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


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"), st.sampled_from("xy"), st.booleans(), st.sampled_from([SHORT, LONG])
        ),
        max_size=30,
    )
)
def test_whatever_waits_is_announced_as_it_is_taken(askers):
    queue = FairQueue()
    for k, (owner, address, known, seconds) in enumerate(askers):
        asked(queue, str(k), owner, address, known=known, seconds=seconds)
    announced = queue.order()
    assert announced == [queue.pop() for _ in askers]
    assert sorted(announced, key=int) == [str(k) for k in range(len(askers))]
