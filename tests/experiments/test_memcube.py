"""Acts by hand in the life of a store: what they change, what they cost, and what they cannot reach."""

import base64

import numpy as np
import pytest

from lab import experiments
from lab.contract.errors import BadInput
from lab.contract.seen import Seen
from lab.experiments.remembering.memcube.carrying import shape
from lab.experiments.remembering.memcube.sentence import describe
from lab.memos.archive import import_cubes
from lab.memos.audit import START, Entry, first_broken
from lab.runs.names.specification import Intervention, checked
from lab.worlds.facts import VALUES
from tests.experiments.rows import Rows, frames

MEMCUBE = experiments.find("memcube")
MODELS = {action.name: action.model for action in MEMCUBE.actions}


def life(**fields):
    small = {"events": 40, "cubes": 6, **fields}
    return MEMCUBE.train([MEMCUBE.configure("yours", device="cpu", **small)])


def act(training, **acts):
    for name, value in acts.items():
        training.intervene(name, MODELS[name].model_validate(value).model_dump())
    return training.step()


def told(frame, name):
    return next(mark.values for mark in frame.marks if mark.name.startswith(f"{name}-"))


@pytest.fixture
def young():
    training = life()
    frames(training, 5)
    return training


def test_the_weights_still_answer_what_was_deleted_for_whoever_asks(young):
    value = young.hand._facts(0)[0]
    question = {"about": 0, "agent": 1, "relation": 0}
    before = told(act(young, ask=question), "ask")
    assert before["weights"] != value or before["sure"] < 0.5
    frame = act(young, ask=question, erase={"about": 0}, write_into_weights={"about": 0})
    asked = told(frame, "ask")
    assert (asked["store"], asked["weights"], asked["recalled"]) == (-1, value, 4)
    assert asked["sure"] > 0.5
    assert told(frame, "erase")["readers"] == 0
    looks = [change["look"] for part in frame.graph for change in part.get("changes", ()) if "look" in change]
    assert "gone" in looks


def test_a_forbidden_agent_leaves_no_trace_but_in_the_log_and_changes_no_answer(young):
    store = young.store
    shared = next(slot for slot in store.library.current if len(store.library.find(slot).governance.read))
    cube = store.library.find(shared)
    other = "AB".index(cube.governance.read[0])
    young.hand.act("forbid", {"about": shared, "agent": other}, 5)
    bare = young.executor.without_memory(cube.tokens, 0)
    known = [store.executor.logits("text", cube.id, cube.tokens, relation)[0] for relation in range(4)]
    reads, entries, heat = dict(store.tier.counts), len(store.audit.entries), vars(store.rates).copy()
    young.hand.act("ask", {"about": shared, "agent": other, "relation": 0}, 5)
    assert store.tier.counts == reads
    assert vars(store.rates) == heat
    assert store.audit.entries[entries].refused
    again = [store.executor.logits("text", cube.id, cube.tokens, relation)[0] for relation in range(4)]
    assert all(bool((one == other).all()) for one, other in zip(known, again, strict=True))
    assert bool((young.executor.without_memory(cube.tokens, 0) == bare).all())


def test_every_act_says_what_it_cost_and_who_may_still_know(young):
    frame = act(young, add={"agent": 0, "drinks": 5})
    slot = int(told(frame, "add")["about"])
    assert told(frame, "add") == {
        "refused": 0.0,
        "about": slot,
        "readers": 3.0,
        "recalled": 0.0,
        "flops": 0.0,
    }
    frame = act(young, change={"about": slot, "value": 9}, promote={"about": slot, "form": "sparse"})
    assert told(frame, "promote")["flops"] == young.store.costs.write("sparse")
    assert young.store.library.find(slot).version == 2
    act(young, roll_back={"about": slot})
    first, second, third = young.store.library.versions(slot)
    assert third.payload.sha256 == first.payload.sha256 != second.payload.sha256
    frame = act(young, forbid={"about": slot}, freeze={"about": slot}, expire={"about": slot})
    assert told(frame, "forbid")["readers"] == 1
    assert told(frame, "expire")["refused"] == 1, "what is frozen does not expire"


def test_acts_are_told_in_words(young):
    frame = act(young, write_into_weights={"about": 0}, ask={"about": 0, "agent": 0, "relation": 0})
    columns = {"step": [5], **{name: [float(value)] for name, value in frame.scalars.items()}}
    said = describe(Seen(Rows(young.config, columns, list(frame.marks)), 5))
    drinks = VALUES[young.hand._facts(0)[0]]
    assert "Mira is written into the shared weights in" in said
    assert "A and B may read it; the shared weights tell anyone 4 of its 4 facts." in said
    assert f"The store says {drinks}; the shared weights say {drinks}" in said
    later = young.step()
    columns = {name: [*values, later.scalars[name]] for name, values in columns.items() if name != "step"}
    shown = Rows(young.config, {"step": [5, 6], **columns}, list(frame.marks))
    assert describe(Seen(shown, 6)) == f"At event 5: {said} Now event 6.", "it can be read while events pass"


@pytest.mark.parametrize(("model", "dropped"), [(0, False), (1, True)])
def test_memories_carried_to_another_store_answer_there_and_foreign_caches_are_dropped(model, dropped):
    training = life(budget=1.0)
    frames(training, 30)
    frame = act(training, send={"agent": 0, "most": 4, "model": model})
    sent = told(frame, "send")
    assert (sent["right"], sent["asked"]) == (4 * sent["texts"], 4 * sent["texts"])
    assert (sent["dropped"] > 0, sent["caches"] > 0) == (dropped, not dropped)
    data = bytes(frame.arrays["archive"][0].astype(np.uint8))
    assert len(data) == sent["bytes"]
    assert len(import_cubes(data, shape(training.store)).cubes) >= sent["texts"]


def test_a_file_comes_in_whole_or_not_at_all(young):
    sender = life(seed=1)
    frames(sender, 20)
    data = bytes(act(sender, send={"agent": 0, "most": 3}).arrays["archive"][0].astype(np.uint8))
    flipped = bytes([*data[:100], data[100] ^ 1, *data[101:]])
    cubes = len(young.store.library.cubes)
    frame = act(young, take_in={"archive": base64.b64encode(flipped).decode()})
    assert told(frame, "take-in")["refused"] == 1
    (mark,) = frame.marks
    columns = {"step": [5], **{name: [float(value)] for name, value in frame.scalars.items()}}
    arrays = {name: array[0] for name, array in frame.arrays.items()}
    assert describe(Seen(Rows(young.config, columns, [mark], arrays), 5)) == (
        "Memories come in from a file: refused. The file is not taken: its seal does not fit its content; "
        "it was changed on the way, or sealed with another key."
    )
    assert "its seal does not fit" in next(e.refused for e in young.store.audit.entries if e.act == "import")
    assert all(c.descriptive.origin != "imported" for c in young.store.library.cubes.values())
    assert len(young.store.library.cubes) >= cubes
    came = told(act(young, take_in={"agent": 1, "archive": base64.b64encode(data).decode()}), "take-in")
    assert came["texts"] == 3
    arrived = [c for c in young.store.library.cubes.values() if c.descriptive.origin == "imported"]
    assert {(c.governance.owner, c.governance.write) for c in arrived} == {("B", ())}


@pytest.mark.parametrize("value", [{"about": -1}, {"about": 0, "agent": 9}, {"about": 0, "more": 1}])
def test_what_is_out_of_bounds_is_refused_in_a_sentence(value):
    with pytest.raises(BadInput):
        checked(MEMCUBE, MEMCUBE.configure("yours", device="cpu"), [Intervention(5, "ask", value)])


def test_the_log_that_is_told_leads_to_every_seal_and_a_forged_entry_to_none(young):
    parts = [part for frame in [act(young, freeze={"about": 0}), *frames(young)] for part in frame.graph]
    store = young.store
    told_entries = [entry for part in parts for entry in part.get("log", ())]
    assert [entry[:2] for entry in told_entries] == [
        [entry.agent, entry.act] for entry in store.audit.entries[-len(told_entries) :]
    ]
    heads = [part["head"] for part in parts if "head" in part]
    digests = [entry.digest for entry in store.audit.entries]
    assert len(heads) == 2
    assert set(heads) <= set(digests)
    assert first_broken(store.audit.entries, heads[-1]) is None
    forged = [*store.audit.entries]
    forged[3] = Entry(**{**vars(forged[3]), "agent": "Z"})
    assert first_broken(forged, heads[-1]) == 3
    assert store.audit.entries[0].previous == START


def test_a_life_with_acts_goes_on_from_its_checkpoint():
    straight, resumed = life(), life()
    frames(straight, 5)
    act(straight, write_into_weights={"about": 1}, change={"about": 2, "value": 7}, erase={"about": 3})
    straight.intervene("ask", {"about": 3, "agent": 0, "relation": 0})
    resumed.load_state_dict(straight.state_dict())
    first, second = frames(straight), frames(resumed)
    assert [(f.marks, f.graph, str(f.scalars)) for f in first] == [
        (f.marks, f.graph, str(f.scalars)) for f in second
    ]


def test_in_shared_weights_everything_is_rehearsed_and_a_checkpoint_holds_it():
    training = life(policies=("parametric",), weights="shared", cubes=3, events=12, update_share=0.3)
    first = frames(training, 6)
    resumed = life(policies=("parametric",), weights="shared", cubes=3, events=12, update_share=0.3)
    resumed.load_state_dict(training.state_dict())
    rest, again = frames(training), frames(resumed)
    assert [str(frame.scalars) for frame in rest] == [str(frame.scalars) for frame in again]
    answers = [frame.scalars["correct"] for frame in (*first, *rest)]
    assert np.nanmean(answers) == 1
    own = life(policies=("parametric",), cubes=3, events=12, update_share=0.3)
    dear, cheap = rest[-1].scalars["flops"], frames(own)[-1].scalars["flops"]
    assert dear > 5 * cheap
