import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.worlds.facts import FILLERS, NAMES, RELATIONS, VALUES, Vocabulary, World, write_document


def test_every_token_has_one_word_and_every_word_one_token():
    vocabulary = Vocabulary()
    words = [vocabulary.word(token) for token in range(vocabulary.size)]
    assert vocabulary.size == 106
    assert tuple(words[:104]) == (*NAMES, *RELATIONS, *VALUES, *FILLERS)
    assert len(set(words)) == 106


def test_names_beyond_the_list_are_numbered():
    assert Vocabulary(subjects=130).word(64 + 64) == "Mira 3"


@given(
    values=st.lists(st.integers(0, 31), min_size=4, max_size=4),
    subject=st.integers(0, 63),
    context=st.sampled_from([12, 16, 32]),
    seed=st.integers(0, 2**32),
)
def test_a_document_states_its_facts_whatever_the_order(values, subject, context, seed):
    vocabulary = Vocabulary()
    document = write_document(vocabulary, subject, values, context, [seed]).tolist()
    assert len(document) == context
    assert vocabulary.facts_in(document) == dict(enumerate(values))
    assert document.count(subject) == 4
    assert sum(vocabulary.first_filler <= token < vocabulary.question for token in document) == context - 12


def test_a_world_follows_from_its_seed_and_editions_reorder_the_same_facts():
    world, again, other = World.drawn(1), World.drawn(1), World.drawn(2)
    assert np.array_equal(world.table, again.table)
    assert not np.array_equal(world.table, other.table)
    first, second = world.document(7), world.document(7, edition=1)
    assert not np.array_equal(first, second)
    assert world.vocabulary.facts_in(first.tolist()) == world.vocabulary.facts_in(second.tolist())


@pytest.mark.parametrize(("subject", "relation"), [(3, 1), (63, 3)])
def test_a_question_reads_mark_subject_relation(subject, relation):
    vocabulary = Vocabulary()
    words = [vocabulary.word(token) for token in vocabulary.questions(subject, relation)]
    assert words == ["?", NAMES[subject], RELATIONS[relation]]
