"""Interventions are as strict as configs; a batch costs what the set that it spans costs."""

import pytest

from lab import experiments
from lab.contract.errors import BadInput, NotFound
from lab.export.snippet import snippet
from lab.runs.names.specification import Intervention, from_specification, spanned, spanning, specify
from tests.runs.laboratory import walk


def with_acts(*acts, **fields):
    return specify("tiny", interventions=[Intervention(*act) for act in acts], **fields)


def test_a_set_is_named_by_the_settings_that_span_it_and_a_choice_of_runs_by_none():
    run = specify("adam-spikes", "quadratic", beta1s=[0.5, 0.9], beta2s=[0.9, 0.99])
    of = run.members
    assert spanned(of).members == of
    with pytest.raises(NotFound, match="is a set that no settings span: open its 3 runs singly"):
        spanned(of[:3])


def test_interventions_come_in_order_with_their_fields_own_values(tiny):
    run = with_acts((40, "push", {"by": "2"}), (3, "eta", "0.5"))
    assert run.interventions == (Intervention(3, "eta", 0.5), Intervention(40, "push", {"by": 2.0}))
    assert from_specification(run.specification) == run
    assert run.id != with_acts().id


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ((50, "eta", 0.5), "step = 50 of eta is outside 0 … 49"),
        ((-1, "eta", 0.5), "step = -1 of eta is outside 0 … 49"),
        ((3, "eta", 11), "eta = 11.* is outside 0.0 … 10.0"),
        ((3, "gamma", 0.5), "gamma cannot be changed in the middle of a run; what can: eta, push"),
        ((3, "push", {"by": 99}), "push by = 99"),
        ((3, "push", {"by": 1, "hard": True}), "push hard = True"),
        ((3, "explode", None), "explode cannot be changed in the middle of a run"),
    ],
)
def test_what_is_not_allowed_is_refused_in_a_sentence(tiny, act, sentence):
    with pytest.raises(BadInput, match=sentence):
        with_acts(act)


def test_stored_interventions_are_read_as_strictly(tiny):
    good = with_acts((3, "eta", 0.5)).specification
    for acts in ("eta", [[1, "eta"]], [["x", "eta", 1]], [[3, "eta", 99]]):
        with pytest.raises(BadInput):
            from_specification({**good, "interventions": acts})


def test_members_span_the_set_they_came_from(tiny):
    runs = walk(gammas=(0.3, 0.1, 0.2))
    assert spanning(runs) == specify("tiny", gammas=(0.3, 0.1, 0.2)).config
    assert spanning(runs[:1]) == runs[0].config
    alone = walk()
    assert spanning(alone) == alone[0].config


def test_a_field_that_came_later_changes_no_id_of_a_run_that_leaves_it_alone():
    run = specify("adam-spikes", "fnn-sin", device="cpu")
    assert run.id == "186c38b67369d91f"  # as it was before width and batch_size
    assert not {"width", "batch_size"} & set(run.specification["config"])
    deep = specify("adam-spikes", "cnn-deep", device="cpu", width=8)
    assert (deep.specification["config"]["width"], deep.specification["config"]["batch_size"]) == (8, 256)
    small = specify("adam-spikes", "cnn-deep", device="cpu", width=4)
    assert from_specification(small.specification) == small != deep
    assert "width=4" in snippet(experiments.find("adam-spikes"), small, "cnn-deep")
