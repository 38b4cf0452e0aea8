import json

from hypothesis import given, settings
from hypothesis import strategies as st

from lab.memos.saving import restore, save
from tests.memos.streams import Watchful, lives, store, stores


@settings(max_examples=30, deadline=None)
@given(memory=stores, events=lives, cut=st.integers(0, 60))
def test_a_restored_store_goes_on_as_if_nothing_had_happened(memory, events, cut):
    for event in events[:cut]:
        memory.apply(event)
    text = save(memory)
    json.loads(text)
    executor = Watchful(memory.costs)
    executor.kept = dict(memory.executor.kept)
    other = store(
        costs=memory.costs,
        budget=memory.tier.budget,
        half_life=memory.rates.half_life,
        ttl=memory.library.ttl,
        executor=executor,
    )
    other.policy = memory.policy
    restore(other, text)
    assert save(other) == text
    assert [other.apply(event) for event in events[cut:]] == [memory.apply(event) for event in events[cut:]]
    assert save(other) == save(memory)
