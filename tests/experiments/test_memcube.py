"""Acts by hand in the life of a store: what they change, and what they cannot reach."""

from lab import experiments
from tests.experiments.rows import frames

MEMCUBE = experiments.find("memcube")


def life(**fields):
    return MEMCUBE.train([MEMCUBE.configure("leak", device="cpu", **{"events": 40, "cubes": 6, **fields})])


def act(training, **acts):
    for name, value in acts.items():
        training.intervene(name, value)
    return training.step()


def asked(frame):
    return next(mark.values for mark in frame.marks if mark.name.startswith("ask-"))


def test_the_weights_still_answer_what_was_deleted_for_whoever_asks():
    training = life()
    frames(training, 5)
    value = training.hand._facts(0)[0]
    question = {"about": 0, "agent": 1, "relation": 0}
    before = asked(act(training, ask=question))
    assert before["weights"] != value or before["sure"] < 0.5
    frame = act(training, ask=question, erase={"about": 0}, write_into_weights={"about": 0})
    told = asked(frame)
    assert told["store"] == -1
    assert told["weights"] == value
    assert told["sure"] > 0.5
    looks = [change["look"] for part in frame.graph for change in part.get("changes", ()) if "look" in change]
    assert "gone" in looks


def test_a_forbidden_agent_leaves_no_trace_but_in_the_log():
    training = life()
    frames(training, 5)
    store = training.store
    shared = next(slot for slot in store.library.current if len(store.library.find(slot).governance.read))
    other = "AB".index(store.library.find(shared).governance.read[0])
    training.hand.act("forbid", {"about": shared, "agent": other}, 5)
    reads, entries = dict(store.tier.counts), len(store.audit.entries)
    training.hand.act("ask", {"about": shared, "agent": other, "relation": 0}, 5)
    assert store.tier.counts == reads
    assert store.audit.entries[entries].refused


def test_a_life_with_acts_goes_on_from_its_checkpoint():
    straight, resumed = life(), life()
    frames(straight, 5)
    act(straight, write_into_weights={"about": 1}, change={"about": 2, "value": 7}, freeze={"about": 3})
    straight.intervene("ask", {"about": 1, "agent": 0, "relation": 0})
    resumed.load_state_dict(straight.state_dict())
    first, second = frames(straight), frames(resumed)
    assert [(f.marks, f.graph, str(f.scalars)) for f in first] == [
        (f.marks, f.graph, str(f.scalars)) for f in second
    ]
