from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.memos.executor import Priced
from lab.memos.scheduler import policy
from lab.memos.store import MemStore
from lab.memos.stream import Habits, draw_stream
from tests.memos.streams import COSTS, WORDING


def test_the_default_day_is_mostly_questions():
    initial, events = draw_stream(Habits(events=20_000), seed=1)
    share = Counter(event.op for event in events)
    assert len(initial) == 64
    assert 0.93 <= share["query"] / 20_000 <= 0.94
    assert share["update"] / 20_000 == pytest.approx(0.02, abs=0.004)
    assert share["add"] / 20_000 == pytest.approx(0.02, abs=0.004)
    assert min(share[op] for op in ("duplicate", "conflict", "delete", "expire", "freeze", "export")) > 20
    assert [event.step for event in events] == list(range(20_000))


def test_a_stream_follows_from_its_seed():
    assert draw_stream(Habits(events=300), 5) == draw_stream(Habits(events=300), 5)
    assert draw_stream(Habits(events=300), 5) != draw_stream(Habits(events=300), 6)


def test_zipf_makes_few_subjects_hot_and_drift_moves_them():
    calm, hot = (
        Counter(e.slot for e in draw_stream(Habits(zipf=zipf, drift_every=0), 0)[1] if e.op == "query")
        for zipf in (0.0, 1.1)
    )
    assert hot.most_common(1)[0][1] > 4 * calm.most_common(1)[0][1]
    early, late = (
        Counter(e.slot for e in draw_stream(Habits(drift_every=drift, events=4000), 0)[1][2000:])
        for drift in (0, 50)
    )
    assert early.most_common(1)[0][1] > late.most_common(1)[0][1]


@settings(max_examples=25, deadline=None)
@given(
    habits=st.builds(
        Habits,
        events=st.integers(1, 150),
        cubes=st.integers(1, 8),
        zipf=st.floats(0, 2),
        drift_every=st.integers(0, 50),
        update_share=st.floats(0, 1),
        agents=st.integers(1, 4),
    ),
    seed=st.integers(0, 10**6),
)
def test_only_strangers_are_refused_whatever_the_habits(habits, seed):
    initial, events = draw_stream(habits, seed)
    assert len(events) == habits.events
    memory = MemStore(policy("text"), COSTS, Priced(COSTS), WORDING, 0)
    for event in (*initial, *events):
        outcome = memory.apply(event)
        assert not outcome.refused or (event.op == "query" and "may not read" in outcome.refused)
