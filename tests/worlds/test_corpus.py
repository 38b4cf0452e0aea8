"""Texts of a corpus, and the references beside them."""

import pytest
import torch

from lab.worlds.corpus import CONTEXT, REFERENCES, LanguageTraining, draw_passages, losses
from lab.worlds.decoder import Decoder
from lab.worlds.facts import World

WORLD = World.drawn(3)
VOCABULARY = WORLD.vocabulary


def model() -> Decoder:
    return Decoder(16, 1, 2, VOCABULARY.size, torch.Generator().manual_seed(1)).double()


def passages(count: int = 32):
    return draw_passages(WORLD, torch.Generator().manual_seed(5), count)


def test_one_reference_states_the_text_s_four_facts_in_another_order_and_the_other_none_of_them():
    drawn = passages()
    assert drawn.references.shape == (32, REFERENCES, CONTEXT)
    assert (drawn.stated.sum(1) == VOCABULARY.relations).all()
    places = set()
    for references, tokens, following in zip(drawn.references, drawn.tokens, drawn.following, strict=True):
        person = int(tokens[0])
        facts = VOCABULARY.facts_in(following.tolist())
        assert facts == dict(enumerate(WORLD.table[person].tolist()))
        assert tokens[1:].equal(following[:-1])
        about = [{token for token in row.tolist() if token < VOCABULARY.subjects} for row in references]
        (place,) = (k for k, people in enumerate(about) if people == {person})
        assert VOCABULARY.facts_in(references[place].tolist()) == facts
        assert not references[place].equal(following)
        places.add(place)
    assert places == {0, 1}


def test_a_reference_changes_the_loss_and_nothing_to_come_does():
    """Losses up to a token depend on what is before it, and on the references where they are in view."""
    drawn, reader = passages(4), model()
    before = {memory: losses(reader, drawn, memory=memory) for memory in (True, False)}
    assert before[True].shape == (4, CONTEXT)
    drawn.tokens[:, 9] = VOCABULARY.question
    for memory, nats in before.items():
        after = losses(reader, drawn, memory=memory)
        assert torch.allclose(after[:, :9], nats[:, :9], atol=1e-12)
        assert not torch.allclose(after[:, 9], nats[:, 9])
    drawn.references[:] = drawn.references.flip(2)
    assert torch.allclose(losses(reader, drawn, memory=False)[:, :9], before[False][:, :9], atol=1e-12)
    assert not torch.allclose(losses(reader, drawn, memory=True)[:, :9], before[True][:, :9])


def test_references_stand_side_by_side_so_their_order_does_not_matter():
    drawn, reader = passages(4), model()
    nats = losses(reader, drawn, memory=True)
    drawn.references[:] = drawn.references.flip(1)
    assert torch.allclose(losses(reader, drawn, memory=True), nats, atol=1e-10)


@pytest.mark.parametrize("memory", [True, False])
def test_the_corpus_is_learnt_with_and_without_memory(memory):
    reader = Decoder(16, 1, 2, VOCABULARY.size, torch.Generator().manual_seed(1))
    training = LanguageTraining(reader, WORLD, 60, 1e-2, 0, memory=memory)
    first, *_, last = [training.step() for _ in range(60)]
    assert last < first - 1
