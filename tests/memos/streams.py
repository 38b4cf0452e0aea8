"""Stores without a model, random lives for them, and an executor that notices a stale read."""

from dataclasses import replace

from hypothesis import strategies as st

from lab.memos.costs import Costs
from lab.memos.cube import FORMS
from lab.memos.events import Event
from lab.memos.executor import Priced
from lab.memos.scheduler import POLICIES, policy
from lab.memos.store import MemStore, Outcome
from lab.memos.stream import AGENTS
from lab.numerics.flops import memory_prices
from lab.worlds.facts import Vocabulary, Wording

WORDING = Wording(Vocabulary())
COSTS = Costs(**memory_prices(32, 2, 2, 16))
HAND = ("query", "query", "query", "add", "update", "duplicate", "conflict", "delete", "expire", "freeze",
        "export", "thaw", "rollback", "grant", "forbid", "promote")  # fmt: skip


class Watchful(Priced):
    """Checks that what is read was written for this very text, and is dropped but once."""

    def __init__(self, costs: Costs) -> None:
        super().__init__(costs)
        self.kept: dict[tuple[str, str], tuple[int, ...]] = {}
        self.served: list[tuple[int, ...]] = []

    def read(self, form, key, document, relation):
        assert form == "text" or self.kept[form, key] == document
        self.served.append(document)
        return WORDING.facts(document)[relation], super().read(form, key, document, relation)[1]

    def write(self, form, key, document, source):
        self.kept[form, key] = document
        return super().write(form, key, document, source)

    def drop(self, form, key):
        del self.kept[form, key]


def store(name="scheduler", costs=COSTS, budget=4 * COSTS.kv_bytes, executor=None, **options) -> MemStore:
    return MemStore(policy(name), costs, executor or Watchful(costs), WORDING, budget, **options)


def add(slot=0, agent="A", values=(1, 2, 3, 4), readers=("B",), step=0, **options) -> Event:
    return Event(step, "add", agent, slot, values=values, readers=readers, **options)


def ask(slot=0, agent="A", relation=0, step=1) -> Event:
    return Event(step, "query", agent, slot, relation=relation)


def live(memory: MemStore, *events: Event) -> list[Outcome]:
    return [memory.apply(event) for event in events]


def numbered(events: list[Event], gaps: list[int]) -> list[Event]:
    step, result = 0, []
    for event, gap in zip(events, gaps, strict=False):
        step += gap
        result.append(replace(event, step=step))
    return result


agents = st.sampled_from(AGENTS[:3])
values = st.tuples(*[st.integers(0, 2)] * 4)
hand_events = st.builds(
    Event,
    step=st.just(0),
    op=st.sampled_from(HAND),
    agent=agents,
    slot=st.integers(0, 4),
    relation=st.integers(0, 3),
    values=values,
    readers=st.sampled_from([(), ("B",), ("A", "C")]),
    writers=st.sampled_from([(), ("B",)]),
    other=agents,
    version=st.integers(1, 3),
    form=st.sampled_from(FORMS),
    reason=st.sampled_from(["", "the owner asked for it"]),
)
lives = st.builds(
    numbered,
    st.lists(hand_events, min_size=1, max_size=60),
    st.lists(st.integers(1, 20), min_size=60, max_size=60),
)
prices = st.builds(
    Costs,
    **{name: st.integers(0, 1000) for name in ("write_kv", "read_kv", "probe", "read_sparse", "read_lora")},
    write_lora=st.integers(0, 5000),
    kv_bytes=st.integers(1, 64),
    sparse_bytes=st.integers(1, 64),
    lora_bytes=st.integers(1, 64),
)
stores = st.builds(
    store,
    name=st.sampled_from(sorted(POLICIES)),
    costs=prices,
    budget=st.integers(0, 200),
    half_life=st.integers(1, 200),
    ttl=st.sampled_from([None, None, 30, 200]),
)
