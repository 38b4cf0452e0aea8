"""The store on a real model: the same moves and the same integers as the store that only knows prices."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.experiments.remembering.executors.priced import ModelExecutor
from lab.memos.costs import Costs
from lab.memos.executor import Priced
from lab.memos.scheduler import POLICIES, policy
from lab.memos.store import MemStore
from lab.memos.stream import Habits, draw_stream
from lab.numerics.flops import memory_prices
from lab.worlds.facts import Wording
from tests.memos.streams import lives
from tests.reader import VOCABULARY, WORLD, reader

COSTS = Costs(**memory_prices(32, 2, 2, 16))
DOCUMENT = tuple(WORLD.document(11).tolist())


def executor() -> ModelExecutor:
    return ModelExecutor(reader(), VOCABULARY)


def held(form: str) -> ModelExecutor:
    made = executor()
    if form != "text":
        made.write(form, "key", DOCUMENT, None)
    return made


@pytest.mark.parametrize(
    ("name", "budget"),
    [("text", 1), ("eager-kv", 0.25), ("lru-kv", 0.25), ("lfu-kv", 0.25), ("top-k", 0.25),
     ("lru-sparse", 0.02), ("parametric", 0), ("scheduler", 0), ("scheduler", 0.25), ("scheduler", 0.02)],
)  # fmt: skip
def test_prices_and_the_model_give_the_same_life(name, budget):
    habits = Habits(events=120, cubes=10, zipf=1.4, update_share=0.05)
    initial, events = draw_stream(habits, seed=2)
    both = []
    for kind in (Priced(COSTS), executor()):
        memory = MemStore(
            policy(name), COSTS, kind, Wording(VOCABULARY), int(budget * 10 * COSTS.kv_bytes), 100
        )
        both.append([memory.apply(event) for event in (*initial, *events)])
    for priced, real in zip(*both, strict=True):
        for field in ("cube", "form", "refused", "moves", "flops", "oracle", "hot_bytes"):
            assert getattr(priced, field) == getattr(real, field)
    answered = [real.correct for real in both[1] if real.correct is not None]
    assert sum(answered) >= 0.98 * len(answered) > 0


@settings(max_examples=40, deadline=None)
@given(events=lives, name=st.sampled_from(sorted(POLICIES)), budget=st.integers(0, 3 * COSTS.kv_bytes))
def test_random_lives_cost_the_same_and_whoever_is_refused_changes_no_answer(events, name, budget):
    real = MemStore(policy(name), COSTS, executor(), Wording(VOCABULARY), budget, 100)
    priced = MemStore(policy(name), COSTS, Priced(COSTS), Wording(VOCABULARY), budget, 100)
    for event in events:
        before = distributions(real)
        one, other = real.apply(event), priced.apply(event)
        for field in ("cube", "form", "refused", "moves", "flops", "oracle", "hot_bytes"):
            assert getattr(one, field) == getattr(other, field)
        if one.refused:
            assert distributions(real) == before


def distributions(memory: MemStore) -> dict[str, list[float]]:
    """Of each current memory, in the form that it is read in, the logits of one answer."""
    told = {}
    for id in memory.library.current.values():
        document, form = memory.library.cubes[id].tokens, memory.tier.form(id)
        just_read = memory.executor.just_read
        told[id] = memory.executor.logits(form, id, document, 0)[0].tolist()
        memory.executor.just_read = just_read
    return told


@pytest.mark.parametrize("form", ["text", "kv", "sparse", "lora"])
def test_every_form_knows_the_facts_and_takes_its_bytes(form):
    made = held(form)
    facts = VOCABULARY.facts_in(DOCUMENT)
    assert {relation: made.read(form, "key", DOCUMENT, relation)[0] for relation in range(4)} == facts
    if form != "text":
        assert made.write(form, "key", DOCUMENT, None)[1] == COSTS.size(form)


def test_the_text_and_its_keys_and_values_are_one_answer():
    made = held("kv")
    text, spent = made.logits("text", "key", DOCUMENT, 0)
    cached, _ = made.logits("kv", "key", DOCUMENT, 0)
    assert (text - cached).abs().max() <= 1e-4
    assert spent == COSTS.read_text


def test_a_cache_made_after_reading_is_the_one_that_encoding_makes():
    one, other = executor(), executor()
    one.read("text", "key", DOCUMENT, 0)
    _, _, spent = one.write("kv", "key", DOCUMENT, "text")
    other.write("kv", "key", DOCUMENT, None)
    assert spent == 0
    pair = one.take("kv", "key")["kv"], other.take("kv", "key")["kv"]
    assert abs(pair[0] - pair[1]).max() <= 1e-5


@pytest.mark.parametrize("form", ["kv", "sparse", "lora"])
def test_a_payload_carried_elsewhere_answers_bit_for_bit(form):
    made, other = held(form), executor()
    digest = other.put(form, "key", made.take(form, "key"))
    assert digest == made.put(form, "copy", made.take(form, "key"))
    for relation in range(4):
        before, after = (one.logits(form, "key", DOCUMENT, relation)[0] for one in (made, other))
        assert torch.equal(before, after)


def test_payloads_are_restored_from_their_state():
    made, other = held("sparse"), executor()
    made.write("lora", "two", DOCUMENT, None)
    other.load_state_dict(made.state_dict())
    assert other.read("sparse", "key", DOCUMENT, 1) == made.read("sparse", "key", DOCUMENT, 1)
    assert other.read("lora", "two", DOCUMENT, 1) == made.read("lora", "two", DOCUMENT, 1)


def test_without_its_memory_the_model_only_guesses():
    facts = {subject: VOCABULARY.facts_in(WORLD.document(subject).tolist()) for subject in range(64)}
    made = executor()
    right = sum(
        int(made.without_memory(WORLD.document(s).tolist(), r).argmax()) - VOCABULARY.first_value
        == facts[s][r]
        for s in range(64)
        for r in range(4)
    )
    assert right / 256 <= 0.1


def test_an_adapter_leaves_the_model_as_it_was():
    before = reader().fingerprint()
    held("lora").read("lora", "key", DOCUMENT, 0)
    assert reader().fingerprint() == before
