import pytest

from lab.contract.errors import BadInput
from lab.memos.executor import Priced
from lab.memos.oracle import cheapest
from lab.memos.scheduler import PERIOD, POLICIES, policy
from lab.memos.stream import Habits, draw_stream
from tests.memos.streams import COSTS, WORDING, MemStore, add, ask, live, store

CACHED = 2 * COSTS.kv_bytes


def asked(memory, *slots):
    """Add four subjects, ask some of them one after the other, and tell who is cached in which form."""
    live(memory, *(add(slot) for slot in range(4)))
    for step, slot in enumerate(slots, start=1):
        live(memory, ask(slot, step=step))
    return forms(memory)


def forms(memory):
    cubes = memory.library.cubes
    return {cubes[text].slot: held.form for text, held in memory.tier.residents.items()}


def test_there_are_eight_policies_and_others_are_refused_by_name():
    assert len(POLICIES) == 8
    with pytest.raises(BadInput, match="best is not a policy; there are text, eager-kv"):
        policy("best")


def test_text_caches_nothing():
    assert asked(store("text", budget=CACHED), 0, 0, 1) == {}


def test_least_recently_used_gives_way():
    assert asked(store("lru-kv", budget=CACHED), 0, 1, 0, 2) == {0: "kv", 2: "kv"}
    assert asked(store("lru-sparse", budget=2 * COSTS.sparse_bytes), 0, 1, 0, 2) == {0: "sparse", 2: "sparse"}


def test_least_often_used_gives_way():
    assert asked(store("lfu-kv", budget=CACHED), 0, 0, 1, 1, 1, 2) == {1: "kv", 2: "kv"}


def test_eager_caches_before_anyone_asks_and_the_oldest_gives_way():
    memory = store("eager-kv", budget=CACHED)
    assert asked(memory) == {2: "kv", 3: "kv"}
    assert memory.caches.flops == 4 * COSTS.write_kv


def test_a_cache_after_reading_the_text_costs_nothing_more():
    memory = store("lru-kv", budget=CACHED)
    asked(memory, 0)
    assert memory.caches.flops == COSTS.read_text
    live(memory, ask(0, step=2))
    assert memory.caches.flops == COSTS.read_text + COSTS.read_kv


def test_the_periodic_policy_looks_on_its_timer_and_rebuilds_everything():
    memory = store("top-k", budget=CACHED)
    assert asked(memory, 0, 0, 1) == {}
    live(memory, ask(1, step=PERIOD))
    assert forms(memory) == {0: "kv", 1: "kv"}
    before, moved = memory.caches.flops, memory.caches.moved
    live(memory, *(ask(2, step=step) for step in (PERIOD + 1, PERIOD + 2, PERIOD + 3)))
    live(memory, ask(2, step=2 * PERIOD))
    assert forms(memory) == {0: "kv", 2: "kv"}
    assert memory.caches.moved - moved == 4
    # Subject 2 was read as text in this very event, so only subject 0 is encoded again.
    assert memory.caches.flops - before == 4 * COSTS.read_text + COSTS.write_kv


def test_the_parametric_policy_trains_at_every_version():
    memory = store("parametric", budget=0)
    assert asked(memory, 0) == dict.fromkeys(range(4), "lora")
    assert memory.caches.flops == 4 * COSTS.write_lora + COSTS.read_lora


def test_the_scheduler_waits_until_the_reads_to_come_pay():
    memory = store(budget=100 * COSTS.kv_bytes, half_life=2000)
    assert asked(memory, 0) == {0: "kv"}
    calm = store(budget=COSTS.sparse_bytes, half_life=20_000)
    assert asked(calm, 0) == {}
    assert asked(store(budget=COSTS.sparse_bytes, half_life=20), 0) == {0: "sparse"}


def test_the_scheduler_takes_the_small_form_when_room_is_short_and_shrinks_whole_caches():
    memory = store(budget=4 * COSTS.kv_bytes, half_life=50)
    asked(memory, 0)
    assert forms(memory) == {0: "kv"}
    live(memory, ask(1, step=2))
    assert forms(memory)[1] == "sparse"


def test_a_restricted_scheduler_keeps_to_its_forms():
    memory = store(budget=CACHED)
    memory.policy = policy("scheduler", ("text", "kv"))
    assert set(asked(memory, *[0, 1, 2, 3] * 10).values()) == {"kv"}
    assert not any(cube.type == "sparse" for cube in memory.library.cubes.values())


def test_hot_memories_go_into_weights_when_there_is_no_room_at_all():
    memory = store(budget=0, half_life=100)
    assert asked(memory, *[0] * 60, 1) == {0: "lora"}


def test_the_oracle_takes_the_best_single_form():
    assert cheapest(COSTS, 0) == ("text", 0)
    assert cheapest(COSTS, 1) == ("text", COSTS.read_text)
    assert cheapest(COSTS, 2) == ("kv", COSTS.write_kv + 2 * COSTS.read_kv)
    assert cheapest(COSTS, 1000)[0] == "sparse"
    assert cheapest(COSTS, 1_000_000)[0] == "lora"
    assert cheapest(COSTS, 5, held="kv") == ("kv", 5 * COSTS.read_kv)


def day(name: str, budget: float, forms=("text", "kv", "sparse", "lora"), seed: int = 0) -> float:
    """Cost of the default stream over the oracle's, without a model."""
    habits = Habits()
    initial, events = draw_stream(habits, seed)
    room = int(budget * habits.cubes * COSTS.kv_bytes)
    memory = MemStore(policy(name, forms), COSTS, Priced(COSTS), WORDING, room)
    outcome = live(memory, *initial, *events)[-1]
    return outcome.flops / outcome.oracle


def test_at_an_eighth_of_the_budget_the_small_format_wins_and_cleverness_adds_nothing():
    cost = {
        name: day(name, 0.125) for name in ("text", "eager-kv", "lru-kv", "lfu-kv", "lru-sparse", "scheduler")
    }
    whole = min(cost[name] for name in ("text", "eager-kv", "lru-kv", "lfu-kv"))
    assert cost["scheduler"] <= 0.6 * whole
    assert cost["scheduler"] <= 1.01 * cost["lru-sparse"]
    assert min(cost.values()) >= 1
    restricted = day("scheduler", 0.125, ("text", "kv"))
    assert restricted <= 0.95 * cost["lru-kv"]
