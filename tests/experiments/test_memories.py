"""What the memory pages state of themselves agrees with what they measure."""

import numpy as np
import pytest
import torch

from lab import experiments
from lab.experiments.remembering.fact_memories.config import KEPT, SWEPT, sizes
from lab.experiments.remembering.fact_memories.exam import Exam
from lab.numerics import flops
from lab.worlds.facts import World
from tests.experiments.rows import rows

FACTS, HIERARCHY = (experiments.find(name) for name in ("fact-memories", "memory-hierarchy"))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kept_layers": "both", "bits": "3", "kept_tokens": 7, "rank": 2},
        {"bits": "32", "kept_layers": "second"},
    ],
    ids=["as set", "both layers, 3 bits", "second layer, 32 bits"],
)
def test_the_price_tags_are_the_bytes_that_were_measured(fields):
    config = FACTS.configure("one-fact", device="cpu", most=1, **fields)
    recorded = rows(FACTS.train([config]))
    assert recorded.column("bytes")[:4].tolist() == list(sizes(config).values())


def test_text_and_cache_answer_alike_and_the_sparse_cache_is_one_of_those_compared():
    """One answer from text and cache, to 1e-4 in float32 1e-10 in float64; frames around 4 words a head."""
    recorded = rows(FACTS.train([FACTS.configure("one-fact", device="cpu", most=60)]))
    assert recorded.column("difference")[1] <= 1e-4
    assert recorded.column("difference64")[1] <= 1e-10
    assert recorded.column("agree")[1] == 1
    text, cache, sparse, weights = recorded.array("answers").T
    assert np.abs(text - cache).max() <= 1e-4
    assert text.argmax() == sparse.argmax() == weights.argmax()
    table, curve = recorded.array("sizes"), list(SWEPT).index("first layer, 8 bits")
    size, share = table[KEPT.index(4), 2 * curve : 2 * curve + 2]
    assert size == recorded.column("bytes")[2]
    assert share == pytest.approx(recorded.column("accuracy_written")[2])
    assert np.isnan(recorded.array("kept")[:, 0]).sum() == 2 * 4
    assert recorded.array("looks").sum(1) == pytest.approx(1, abs=0.5)


def test_questions_that_choose_are_those_of_the_exam_only_where_it_says_so():
    exam = Exam.about(World.drawn(0))
    assert exam.probed_by("query-probe").probes is exam.questions
    people = exam.probed_by("other-people")
    assert torch.equal(people.questions, exam.questions)
    assert (people.probes[:, :, 1] != exam.questions[:, :, 1]).all()
    assert torch.equal(people.probes[:, :, 2], exam.questions[:, :, 2])
    facts = exam.probed_by("other-facts")
    assert facts.probes.shape == (256, 3, 3)
    assert torch.equal(facts.documents[::4], exam.documents)
    assert torch.equal(facts.right.flatten(), exam.right.flatten())
    assert (facts.probes[:, :, 1] == facts.questions[:, :, 1]).all()
    asked = torch.cat([facts.probes, facts.questions], 1)[:, :, 2].sort(1).values
    assert torch.equal(asked, exam.questions.repeat_interleave(4, 0)[:, :, 2])


@pytest.mark.parametrize(
    ("choice", "choosing"),
    [
        ("reference", flops.reference_choice(32, 2, 16)),
        ("other-facts", flops.probe(32, 2, 16, 3)),
        ("other-people", flops.probe(32, 2, 16, 4)),
        ("query-probe", flops.probe(32, 2, 16, 4)),
    ],
)
def test_each_choice_of_words_keeps_as_many_and_its_price_is_counted(choice, choosing):
    config = FACTS.configure("one-fact", device="cpu", token_choice=choice, most=1)
    recorded = rows(FACTS.train([config]))
    assert recorded.column("bytes")[2] == sizes(config)["sparse cache"]
    assert recorded.column("flops")[2] == flops.kv_write(32, 2, 16) + choosing
    frames = recorded.array("kept").reshape(-1, 6, 2)
    memories = 4 if choice == "other-facts" else 1
    assert len(frames) == 2 * 4 * memories
    heights = frames[:, 2, 1] - frames[:, 0, 1]
    assert heights.tolist() == [4 / memories] * len(frames)
    assert sorted({*frames[:, 0, 1]}) == [row - 0.5 for row in range(0, 8, 4 // memories)]


def test_as_set_the_exam_s_own_questions_choose():
    assert FACTS.configure("one-fact").token_choice == "query-probe"


def test_a_contradicted_model_believes_the_text_before_its_weights_know_anything():
    recorded = rows(FACTS.train([FACTS.configure("conflict", device="cpu", groups=1, most=2)]))
    shares = [recorded.column(f"says_{who}") for who in ("text", "weights", "other")]
    assert shares[0][0] >= 0.99
    assert sum(share[0] for share in shares) == pytest.approx(1)


def test_work_is_counted_step_by_step_and_caches_are_paid_for():
    """The first row of caches has only their writing; by heart a step costs three passes over its facts."""
    small = {"facts": (64,), "widths": (16,), "steps": 2, "stride": 1, "budget": 0.1, "device": "cpu"}
    caches, heart = (
        rows(HIERARCHY.train([HIERARCHY.configure("externalization", forms=(form,), **small)]))
        for form in ("explicit", "implicit")
    )
    vocabulary = 64 // 4 + 42
    assert caches.column("flops")[0] == flops.kv_write(16, 2, 16, documents=16)
    step = 3 * 64 * flops.parametric_read(16, 2, vocabulary)
    assert heart.column("flops").tolist() == [n * step for n in range(len(heart.column("flops")))]
    assert heart.column("flops")[-1] <= 1e8 < heart.column("flops")[-1] + step
    for one in (caches, heart):
        assert [mark.name for mark in one.marks] == ["missed"]
        assert one.column("missed")[-1] == one.column("flops")[-1]
        assert np.isnan(one.column("needed")).all()


def test_an_optional_memory_is_in_view_from_its_stage_on_and_nothing_else_differs():
    """All three begin with the same weights, and are asked about the same texts."""
    small = {"steps": 6, "stride": 2, "widths": (16,), "facts": (64,), "device": "cpu"}
    direct, staged, text = (
        rows(HIERARCHY.train([HIERARCHY.configure("optional-memory", curricula=(curriculum,), **small)]))
        for curriculum in ("direct", "two-stage", "text")
    )
    assert [(mark.name, mark.at) for mark in staged.marks] == [("memories", 3)]
    assert not direct.marks
    assert not text.marks
    assert direct.column("with")[0] == staged.column("with")[0] == text.column("with")[0]
    assert text.column("loss")[0] == staged.column("loss")[0] != direct.column("loss")[0]
    for name in ("with", "without", "stated_with", "stated_without"):
        assert (direct.column(name) > 0).all()
    alone = HIERARCHY.train([HIERARCHY.configure("optional-memory", curricula=("text",), **small)])
    trained = HIERARCHY.train([HIERARCHY.configure("optional-memory", curricula=("two-stage",), **small)])
    assert alone.passages.tokens.equal(trained.passages.tokens)


def test_the_second_stage_begins_halfway_with_a_mark():
    small = {"steps": 5, "stride": 2, "widths": (16,), "device": "cpu"}
    recorded = rows(HIERARCHY.train([HIERARCHY.configure("two-stage", curricula=("two-stage",), **small)]))
    assert [(mark.name, mark.at) for mark in recorded.marks] == [("memories", 2)]
    assert recorded.column("step").tolist() == [0, 2, 4]
