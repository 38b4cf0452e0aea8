"""What a person or an agent may do, and what it leaves behind."""

import pytest

from lab.memos.cube import cache_id
from lab.memos.events import Event
from tests.memos.streams import COSTS, WORDING, add, ask, live, store


def act(op: str, agent: str = "A", slot: int = 0, step: int = 5, **options) -> Event:
    return Event(step, op, agent, slot, **options)


def current(memory, slot=0):
    return memory.library.find(slot)


def test_a_question_is_answered_and_warms_what_it_asked():
    memory = store()
    _, outcome = live(memory, add(values=(7, 8, 9, 10)), ask(relation=2, agent="B"))
    assert (outcome.answer, outcome.correct, outcome.form) == (9, True, "text")
    cube = current(memory)
    assert (cube.state, cube.behaviour.reads, cube.behaviour.last) == ("activated", 1, 1)
    assert cube.behaviour.heat > 0


def test_an_agent_without_access_is_refused_in_a_sentence_and_it_is_written_down():
    memory = store()
    _, outcome = live(memory, add(readers=()), ask(agent="B"))
    assert outcome.refused == "B may not read this memory; its owner A can allow it."
    assert (outcome.answer, outcome.form, outcome.flops) == (None, None, 0)
    assert memory.audit.entries[-1].refused == outcome.refused
    assert outcome.diff.changes == ({"id": current(memory).id, "refused": 1},)
    assert memory.executor.served == []


def test_the_owner_can_allow_and_forbid():
    memory = store()
    outcomes = live(
        memory,
        add(readers=()),
        act("grant", other="B"),
        ask(agent="B"),
        act("forbid", other="B"),
        ask(agent="B"),
        act("forbid", other="A"),
        act("grant", agent="B", other="B"),
    )
    assert [bool(outcome.refused) for outcome in outcomes] == [False, False, False, False, True, True, True]


def test_new_rules_hold_for_the_caches_and_the_next_versions_too():
    memory = store("lru-kv")
    live(memory, add(), ask(), act("forbid", other="B"))
    cache = memory.library.cubes[cache_id(current(memory).id, "kv")]
    assert cache.governance.read == ()
    live(memory, act("update", values=(1, 1, 1, 1)))
    assert current(memory).governance.read == ()


def test_an_update_makes_a_version_and_drops_the_cache():
    memory = store("lru-kv")
    live(memory, add(), ask())
    old = current(memory)
    [outcome] = live(memory, act("update", values=(5, 5, 5, 5)))
    new = current(memory)
    assert (new.version, new.parents[0].relation, new.parents[0].id) == (2, "version_of", old.id)
    assert memory.library.cubes[old.id].state == "archived"
    assert memory.library.cubes[old.id].valid_to == 5
    assert memory.library.cubes[cache_id(old.id, "kv")].state == "archived"
    assert outcome.hot_bytes == 0
    assert live(memory, ask(relation=1, step=6))[0].answer == 5


def test_a_rollback_is_a_new_version_with_the_old_hash():
    memory = store()
    live(memory, add(), act("update", values=(5, 5, 5, 5)), act("rollback", version=1))
    first, second, third = memory.library.versions(0)
    assert third.version == 3
    assert third.payload == first.payload != second.payload
    assert "there are 1 … 3" in live(memory, act("rollback", version=9))[0].refused


def test_a_second_source_that_agrees_is_fused():
    memory = store()
    [_, outcome] = live(memory, add(values=(1, 2, 3, 4)), act("duplicate", agent="B", values=(1, 2, 3, 4)))
    fused = current(memory)
    assert fused.version == 2
    assert [parent.relation for parent in fused.parents] == ["fused_from", "fused_from"]
    assert {memory.library.cubes[parent.id].state for parent in fused.parents} == {"merged"}
    assert len(outcome.diff.nodes) == 2


def test_a_second_source_that_disagrees_is_kept_beside_it():
    memory = store()
    live(memory, add(values=(1, 2, 3, 4)), act("conflict", agent="B", values=(1, 2, 3, 9)))
    cube = current(memory)
    [other] = [one for one in memory.library.cubes.values() if one.id != cube.id]
    assert other.parents[0].relation == "conflicts_with"
    assert (cube.version, other.state, other.governance.owner) == (1, "generated", "B")
    assert live(memory, ask(relation=3))[0].answer == 4


def test_a_deleted_memory_leaves_tombstones_of_every_version_and_cache():
    memory = store("lru-kv")
    live(memory, add(), ask(), act("update", values=(1, 1, 1, 1)), ask(step=6), act("delete", step=7))
    assert all(cube.gone and cube.payload.tokens is None for cube in memory.library.cubes.values())
    assert memory.executor.kept == {}
    assert "add it first" in live(memory, ask(step=8))[0].refused
    assert live(memory, add(step=9))[0].refused == ""


def test_frozen_can_be_read_but_changed_only_by_giving_it_up_with_a_reason():
    memory = store()
    live(memory, add(), act("freeze"))
    assert live(memory, ask(step=6))[0].answer == 1
    assert current(memory).state == "frozen"
    for op in ("update", "delete", "expire", "promote", "rollback", "duplicate", "grant"):
        assert "frozen" in live(memory, act(op, values=(1, 2, 3, 4)))[0].refused
    assert "reason" in live(memory, act("thaw"))[0].refused
    assert "only the owner A" in live(memory, act("thaw", agent="B", reason="court order"))[0].refused
    assert live(memory, act("thaw", reason="court order"))[0].refused == ""
    assert memory.audit.entries[-1].note == "court order"
    assert live(memory, act("update", values=(1, 2, 3, 4)))[0].refused == ""


def test_time_to_live_ends_a_version_at_the_next_event():
    memory = store(ttl=10)
    live(memory, add())
    old = current(memory).id
    assert live(memory, ask(step=9))[0].answer == 1
    assert live(memory, ask(step=10))[0].refused
    assert memory.library.cubes[old].state == "expired"
    assert memory.library.cubes[old].gone
    assert [(entry.agent, entry.act) for entry in memory.audit.entries[-2:]] == [
        ("store", "expire"),
        ("A", "query"),
    ]


def test_a_person_can_promote_within_the_budget_only():
    memory = store("text", budget=COSTS.sparse_bytes)
    live(memory, add())
    assert live(memory, act("promote", form="sparse"))[0].hot_bytes == COSTS.sparse_bytes
    assert "raise the budget" in live(memory, act("promote", form="kv"))[0].refused
    spent = memory.caches.flops
    assert spent == COSTS.write_kv + COSTS.probe
    assert live(memory, act("promote", form="lora"))[0].flops == spent + COSTS.write_lora
    assert live(memory, ask())[0].form == "lora"
    [outcome] = live(memory, act("promote", form="text"))
    assert (outcome.hot_bytes, memory.executor.kept) == (0, {})


@pytest.mark.parametrize(
    "op", ["query", "update", "delete", "freeze", "export", "rollback", "promote", "duplicate"]
)
def test_nothing_can_be_done_to_what_is_not_known(op):
    assert "add it first" in live(store(), act(op))[0].refused


def test_a_known_subject_is_not_added_twice():
    assert "update it instead" in live(store(), add(), add())[1].refused


def test_each_edition_words_the_same_facts_anew():
    memory = store()
    live(memory, add(values=(1, 2, 3, 4)), act("update", values=(1, 2, 3, 4)))
    first, second = memory.library.versions(0)
    assert first.tokens != second.tokens
    assert WORDING.facts(first.tokens) == WORDING.facts(second.tokens)
