import pytest

from lab.memos.states import STATES, TRANSITIONS, allowed


def test_the_table_names_only_states_that_it_explains():
    assert {after for targets in TRANSITIONS.values() for after in targets} <= set(STATES)


@pytest.mark.parametrize(
    ("before", "after", "legal"),
    [
        ("generated", "activated", True),
        ("activated", "merged", True),
        ("merged", "expired", False),
        ("archived", "activated", True),
        ("frozen", "archived", True),
        ("frozen", "activated", False),
        ("expired", "generated", False),
        ("generated", "generated", False),
        ("unheard of", "archived", False),
    ],
)
def test_which_state_may_follow_which(before, after, legal):
    assert allowed(before, after) is legal


def test_what_has_expired_stays_so():
    assert not any(allowed("expired", after) for after in STATES)
