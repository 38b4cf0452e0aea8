"""A branch has its parent's past bit for bit, and from there on the numbers of its own specification."""

import json

import pytest

from lab.contract.errors import BadInput, NotFound
from lab.runs.names.specification import Intervention, specify
from lab.runs.read import branch as branching
from lab.runs.read.branch import branch, steered
from lab.runs.read.family import family
from lab.runs.read.recording import Recording
from lab.runs.store.prune import prune
from tests.runs.laboratory import OWNER, walk
from tests.runs.work.test_writer import whole

LENGTH = {"steps": 400, "stride": 50}


def make(lab, run_id, at, **changes):
    """The facts of a branch's recording, once it has ended."""
    return lab.ended(lab.client.branch(branch(lab.log, run_id, at, changes), owner=OWNER))


def alone(lab, run):
    """The facts of a run trained from its beginning."""
    return lab.ended(lab.client.launch([run], owner=OWNER, again=True)[0])


def same_past(log, child, parent, step, member=0):
    """Whether two recordings have the same rows, marks and snapshots before a step."""
    one, other = Recording(log, child), Recording(log, parent, member)
    rows = other.steps < step
    assert one.steps[: rows.sum()].tolist() == list(range(step))
    for name in other.columns:
        assert one.column(name)[: rows.sum()].tobytes() == other.column(name)[rows].tobytes()
    marks = [(mark.name, mark.step, mark.at, mark.values) for mark in one.marks if mark.step < step]
    assert marks == [(mark.name, mark.step, mark.at, mark.values) for mark in other.marks if mark.step < step]
    taken = [at for at in log.snapshots(parent.recording)["trail"] if at < step]
    assert [at for at in log.snapshots(child.recording)["trail"] if at < step] == taken
    for at in taken:
        assert one.array("trail", at).tobytes() == other.array("trail", at).tobytes()


@pytest.fixture
def parent(lab):
    return lab.ended(lab.launch(**LENGTH))


@pytest.mark.parametrize(("at", "step"), [*zip(*[(0, 1, 37, 200, 399)] * 2, strict=True), ("tick", 0)])
def test_a_child_has_its_parent_s_past_and_the_digest_of_its_own_specification(lab, parent, at, step):
    eta = 0.5 if at == step else 0.55
    made = make(lab, parent.members[0], at, eta=eta)
    assert (made.state, made.error, made.rows) == ("done", None, 400)
    same_past(lab.log, made, parent, step)
    run = specify("tiny", interventions=[Intervention(step, "eta", eta)], **LENGTH)
    assert made.members == (run.id,)
    assert made.digests == alone(lab, run).digests
    before = [one for one in lab.log.checkpoints(parent.recording) if one <= step]
    assert made.begun == {
        "run": parent.members[0],
        "parent": parent.recording,
        "step": step,
        "shared": step,
        "checkpoint": before[-1] if before else None,
    }


def test_a_branch_s_branch_has_both_changes_and_an_action_acts_once(lab, parent):
    first = make(lab, parent.members[0], 100, eta=0.5)
    second = make(lab, first.members[0], 300, push=5, eta=0.2)
    same_past(lab.log, second, first, 300)
    assert second.digests == alone(lab, lab.log.specification(second.members[0])).digests
    acts = lab.log.specification(second.members[0]).interventions
    assert [(act.step, act.name, act.value) for act in acts] == [
        (100, "eta", 0.5),
        (300, "eta", 0.2),
        (300, "push", {"by": 5.0}),
    ]


def test_a_branch_within_the_shared_past_is_one_of_the_parent(lab, parent):
    first = make(lab, parent.members[0], 200, eta=0.6)
    again = make(lab, first.members[0], 200, eta=0.7)
    earlier = make(lab, first.members[0], 150, eta=0.8)
    assert [one.begun["run"] for one in (first, again, earlier)] == [parent.members[0]] * 3
    same_past(lab.log, earlier, parent, 150)


def test_the_same_branch_is_the_same_run_and_trains_once(lab, parent):
    first = make(lab, parent.members[0], 120, eta=0.9)
    assert make(lab, parent.members[0], 120, eta="0.9").recording == first.recording


def test_a_member_of_a_batch_is_branched_alone(lab):
    runs = walk(gammas=(0.3, 0.6), **LENGTH)
    batch = lab.ended(lab.client.launch(runs, owner=OWNER)[0])
    assert len(batch.members) == 2
    made = make(lab, runs[1].id, 250, eta=0.4)
    same_past(lab.log, made, batch, 250, member=1)
    assert (made.begun["shared"], made.begun["checkpoint"]) == (250, None)
    assert made.digests == alone(lab, lab.log.specification(made.members[0])).digests


def test_a_run_without_a_recording_is_branched_and_trained_from_its_start(lab):
    run, unrecorded = (walk(seed=seed, **LENGTH)[0] for seed in (77, 78))
    lab.log.remember(run, unrecorded)
    made = make(lab, run.id, 60, eta=0.4)
    assert (made.state, made.begun["parent"], made.begun["shared"]) == ("done", None, 0)
    assert made.digests == alone(lab, lab.log.specification(made.members[0])).digests
    with pytest.raises(NotFound, match=r"tick is not a mark of run .*: it has none; or give a step"):
        branch(lab.log, unrecorded.id, "tick", {"eta": 1})


def test_a_parent_that_stopped_before_the_branch_is_gone_on_with(lab):
    stopped = lab.launch(steps=10_000_000, seed=31)
    lab.computing(stopped)
    lab.command(stopped, "stop")
    rows = lab.ended(stopped).rows
    made = lab.client.branch(
        branch(lab.log, lab.log.recording(stopped).members[0], rows + 500, {"eta": 0.3}), owner=OWNER
    )
    info = lab.until(made, lambda info: info.rows > rows + 500)
    lab.command(made, "stop")
    assert info.begun["shared"] == rows
    assert Recording(lab.log, lab.ended(made)).column("eta")[rows + 499 : rows + 501].tolist() == [0.1, 0.3]


def test_a_recording_made_elsewhere_is_branched_from_its_nearest_checkpoint_and_says_so(lab):
    runs = walk(seed=41, **LENGTH)
    info = whole(lab.log, runs, 50)
    here = lab.ended(lab.launch(seed=42, **LENGTH)).environment
    elsewhere = {**here, "arithmetic": "0" * 16, "cpu": "Imaginary 9000", "python": "3.99"}
    with lab.log.transaction() as database:
        statement = "UPDATE recordings SET environment = ? WHERE recording = ?"
        database.execute(statement, (json.dumps(elsewhere), info.recording))
    saved = [step for step in lab.log.checkpoints(info.recording) if step <= 205][-1]
    made = make(lab, runs[0].id, 205, eta=0.3)
    assert made.state == "done"
    assert (made.begun["shared"], made.begun["checkpoint"], made.begun["step"]) == (saved, saved, 205)
    assert made.environment["joined"] == (
        f"The run it branches from was recorded elsewhere (Imaginary 9000, {here['mode']}, torch "
        f"{here['torch']}): from step {saved} on it is computed here."
    )
    same_past(lab.log, made, info, saved)
    first = make(lab, runs[0].id, 1, eta=0.3)
    assert first.environment["joined"].endswith("it is computed here from its start.")
    assert (first.begun["shared"], first.rows) == (0, 400)


def test_a_killed_branch_goes_on_like_any_other_run(lab):
    parent = lab.ended(lab.launch(steps=9000, stride=1000, seed=51))
    made = branch(lab.log, parent.members[0], 300, {"eta": 0.3})
    recording = lab.client.branch(made, owner=OWNER)
    lab.computing(recording).kill()
    assert lab.ended(recording).state == "interrupted"
    lab.command(recording, "resume")
    assert lab.ended(recording).digests == alone(lab, made.child).digests


REFUSED = [
    (10, {}, BadInput, "Nothing would change: a branch without changes is the run itself"),
    (10, {"eta": 0.1}, BadInput, "Nothing would change: eta = 0.1 at step 10 already"),
    (10, {"gamma": 0.1}, BadInput, "gamma cannot be changed in the middle of a run; what can: eta, push"),
    (10, {"eta": 99}, BadInput, "eta = 99.0 is outside 0.0 … 10.0"),
    (10, {"push": 99}, BadInput, "push by = 99: Input should be less than or equal to 10"),
    (400, {"eta": 1}, BadInput, "step = 400 of eta is outside 0 … 399"),
    (-1, {"eta": 1}, BadInput, "step = -1 of eta is outside 0 … 399"),
    ("peak", {"eta": 1}, NotFound, "peak is not a mark of run .*: there are tick; or give a step"),
    ("cliff", {"eta": 1}, NotFound, "has no cliff: give a mark or a step"),
]


@pytest.mark.parametrize(("at", "changes", "kind", "sentence"), REFUSED)
def test_what_cannot_be_branched_is_refused_in_a_sentence(log, at, changes, kind, sentence):
    info = whole(log, walk(**LENGTH))
    with pytest.raises(kind, match=sentence):
        branch(log, info.members[0], at, changes)


def test_a_set_is_branched_by_its_members(log):
    log.remember_set("e" * 16, ["a" * 16])
    with pytest.raises(BadInput, match="is a set: branch one of its members"):
        branch(log, "e" * 16, 1, {"eta": 1})


def test_a_change_at_the_head_keeps_what_was_changed_at_the_same_step(tiny):
    (run,) = walk(**LENGTH)
    first = steered(run, 30, {"eta": 0.2})
    second = steered(first, 30, {"push": 1})
    assert [(act.step, act.name) for act in second.interventions] == [(30, "eta"), (30, "push")]
    assert steered(second, 30, {"eta": 0.3}).interventions[0].value == 0.3
    with pytest.raises(BadInput, match="Nothing would change"):
        steered(second, 30, {"eta": 0.2})
    assert branching.child(second, 30, {"eta": 0.4}).interventions == (Intervention(30, "eta", 0.4),)


def test_a_family_is_a_tree_in_which_only_children_form_a_line(log):
    (root,) = walk(**LENGTH)
    log.remember(root)
    line = [root]
    for step in (50, 100, 150):
        made = branching.child(line[-1], step, {"eta": step / 1000})
        log.remember_branch(made, line[-1].id, step)
        line.append(made)
    twins = [branching.child(line[-1], 200, {"eta": eta}) for eta in (0.7, 0.8)]
    for twin in twins:
        log.remember_branch(twin, line[-1].id, 200)
    middle = family(log, line[2].id)
    assert [one["run"] for one in middle["chain"]] == [run.id for run in line]
    assert [one["at"] for one in middle["chain"]] == [None, 50, 100, 150]
    assert middle["here"] == middle["chain"][2]
    assert middle["here"] == {
        "run": line[2].id,
        "parent": line[1].id,
        "at": 100,
        "joins": 100,
        "set": {"eta": 0.1},
        "state": None,
        "recording": None,
    }
    assert middle["parent"]["run"] == line[1].id
    end = family(log, line[-1].id)
    assert {one["run"] for one in end["children"]} == {twin.id for twin in twins}
    assert [one["set"] for one in end["children"]] != end["children"]
    assert [one["run"] for one in family(log, twins[0].id)["chain"]] == [twins[0].id]
    assert family(log, root.id)["parent"] is None


def test_the_parent_of_a_recorded_branch_is_not_removed(log):
    info, child = whole(log, walk(**LENGTH)), whole(log, walk(seed=9, **LENGTH))
    log.remember_branch(log.specification(child.members[0]), info.members[0], 50)
    assert prune(log, 0) == [child.recording, info.recording]
