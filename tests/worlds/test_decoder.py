import pytest
import torch

from lab.numerics import flops
from lab.worlds import layouts
from lab.worlds.decoder import Decoder, KeyValues, Trace, concat
from lab.worlds.facts import Vocabulary
from lab.worlds.lookup import Episodes, answer, draw_episodes
from tests.reader import answers, documents, questions, reader

VOCABULARY = Vocabulary()


def untrained(dtype: torch.dtype = torch.float64, d: int = 32, heads: int = 2, layers: int = 2) -> Decoder:
    generator = torch.Generator().manual_seed(3)
    return Decoder(d, heads, layers, VOCABULARY.size, generator).to(dtype).requires_grad_(False)


def episodes(count: int, documents: int, questions: int = 4) -> Episodes:
    return draw_episodes(VOCABULARY, torch.Generator().manual_seed(1), count, documents, 16, questions)


def memory_of(model: Decoder, batch: Episodes) -> KeyValues:
    return concat([model.encode(batch.documents[:, k]) for k in range(batch.documents.shape[1])])


def ask(model: Decoder, batch: Episodes, memory: KeyValues) -> torch.Tensor:
    layout = layouts.questions(batch.questions.shape[1], memory.end)
    return model(batch.questions.flatten(1), memory, layout)


@pytest.mark.parametrize(("dtype", "most"), [(torch.float32, 1e-4), (torch.float64, 1e-10)])
@pytest.mark.parametrize("count", [1, 3])
def test_injected_key_values_answer_as_the_text_does(dtype, most, count):
    model, batch = untrained(dtype), episodes(64, count)
    text, cached = answer(model, batch), ask(model, batch, memory_of(model, batch))
    assert (text - cached).abs().max() <= most
    assert torch.equal(text.argmax(-1), cached.argmax(-1))


def test_the_trained_reader_answers_alike_from_text_and_key_values():
    subjects = tuple(range(64))
    batch = Episodes(documents(*subjects)[:, None], questions(*subjects), answers(*subjects))
    text, cached = answer(reader(), batch), ask(reader(), batch, memory_of(reader(), batch))
    assert (text - cached).abs().max() <= 1e-4
    assert torch.equal(text.argmax(-1), cached.argmax(-1))
    assert (text.argmax(-1) == batch.answers).double().mean() >= 0.99


def test_the_parameters_are_counted_as_stated():
    assert sum(p.numel() for p in untrained().parameters()) == 106 * 32 + 24 * 32**2 + 9 * 32


def test_a_pass_agrees_with_a_plain_reading_of_the_equations():
    """One block, one head, one segment, written out token by token."""
    model = untrained(d=8, heads=1, layers=1)
    tokens = torch.tensor([[5, 70, 90, 101, 104]])
    block, norm = model.blocks[0], lambda x: x / (x.pow(2).mean() + 1e-6).sqrt()
    x = model.embedding[tokens[0]]
    h = [norm(row) for row in x]
    past = [torch.zeros(8, dtype=torch.float64)] * 2 + h
    mixed = [past[t + 2] + 0.5 * past[t + 1] + 0.5 * past[t] for t in range(5)]
    angles = [torch.tensor([t * 100.0 ** (-i / 4) for i in range(4)], dtype=torch.float64) for t in range(5)]

    def turned(row, angle):
        a, b = row[:4], row[4:]
        return torch.cat([a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()])

    q = [turned(block.q @ row, angle) for row, angle in zip(mixed, angles, strict=True)]
    k = [turned(block.k @ row, angle) for row, angle in zip(mixed, angles, strict=True)]
    scores = torch.stack([q[4] @ k[j] / 8**0.5 for j in range(5)])
    y = x[4] + block.o @ sum(w * (block.v @ row) for w, row in zip(scores.softmax(0), h, strict=True))
    y = y + block.down @ torch.nn.functional.gelu(block.up @ norm(y))
    assert torch.allclose(model(tokens)[0, 0], 2 / 8**0.5 * model.embedding @ norm(y), atol=1e-12)


def test_documents_do_not_see_each_other_and_questions_not_one_another():
    model, batch = untrained(), episodes(2, 2)
    alone = answer(model, Episodes(batch.documents, batch.questions[:, 2:3], batch.answers[:, 2:3]))
    assert torch.allclose(alone[:, 0], answer(model, batch)[:, 2], atol=1e-12)
    swapped = Episodes(batch.documents.flip(1), batch.questions, batch.answers)
    assert torch.allclose(answer(model, batch), answer(model, swapped), atol=1e-12)


def test_sequential_text_is_read_in_its_order():
    model, batch = untrained(), episodes(2, 2)
    swapped = Episodes(batch.documents.flip(1), batch.questions, batch.answers)
    assert not torch.allclose(answer(model, batch, "sequential"), answer(model, swapped, "sequential"))


def test_a_document_injected_twice_changes_the_answer():
    model, batch = untrained(), episodes(2, 1)
    memory = memory_of(model, batch)
    assert not torch.allclose(ask(model, batch, memory), ask(model, batch, concat([memory, memory])))


def test_a_memory_of_another_shape_is_refused_in_a_sentence():
    memory = untrained(d=64, heads=4).encode(episodes(1, 1).documents[:, 0])
    with pytest.raises(ValueError, match="encode the text again"):
        untrained()(questions(0)[:, 0], memory)


def test_a_width_that_the_heads_cannot_share_is_refused():
    with pytest.raises(ValueError, match="even width"):
        Decoder(30, 4, 2, 106)


def test_a_fingerprint_tells_models_apart():
    model = untrained()
    before = model.fingerprint()
    assert before == untrained().fingerprint()
    model.embedding[0, 0] += 1e-9
    assert model.fingerprint() != before


@pytest.mark.parametrize("count", [1, 3])
def test_counted_flops_match_the_shapes_of_a_pass(count):
    layout = layouts.parallel(count, 16, 1)
    assert flops.forward(32, 2, len(layout.positions), 2 * layout.pairs, 1) == flops.text_read(
        32, 2, 16, count
    )
    layout = layouts.document(16)
    assert flops.forward(32, 2, 16, 2 * layout.pairs) == flops.kv_write(32, 2, 16)


def test_the_trace_shows_where_a_question_looks():
    trace, model = Trace(), untrained()
    memory = model.encode(documents(0))
    model(questions(0)[:, 0], memory, trace=trace)
    assert [tuple(seen.shape) for seen in trace.attention] == [(1, 2, 3, 19)] * 2
    assert torch.allclose(trace.attention[0].sum(-1), torch.ones(1, 2, 3, dtype=torch.float64))
