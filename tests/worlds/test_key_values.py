import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.worlds import layouts
from lab.worlds.decoder import Decoder
from lab.worlds.key_values import BITS, KeyValues, choose, concat
from lab.worlds.token_choice import CHOICES, score_tokens
from tests.reader import answers, documents, questions, reader

ALL = tuple(range(64))


def memory(dtype: torch.dtype = torch.float64) -> tuple[Decoder, KeyValues]:
    model = Decoder(32, 2, 2, 106, torch.Generator().manual_seed(3)).to(dtype).requires_grad_(False)
    return model, model.encode(documents(0, 1))


def accuracy(kept: KeyValues, *subjects: int) -> float:
    layout = layouts.questions(4, kept.end)
    logits = reader()(questions(*subjects).flatten(1), kept, layout)
    return float((logits.argmax(-1) == answers(*subjects)).double().mean())


def test_bytes_are_the_numbers_kept_and_two_for_each_scale():
    _, kv = memory(torch.float32)
    assert kv.bytes == 2 * 2 * 16 * 32 * 4
    assert kv.quantize(16).bytes == kv.bytes // 2
    assert kv.quantize(8).bytes == kv.bytes // 4 + 2 * 2 * 2 * 2
    scores = [torch.rand(2, 2, 16) for _ in range(2)]
    sparse = kv.sparsify(scores, 4, [0]).quantize(8)
    assert sparse.bytes == 2 * 4 * 32 + 2 * 2 * 2 == 264
    assert kv.bytes / sparse.bytes > 25


def test_keeping_every_token_changes_nothing():
    model, kv = memory()
    scores = [torch.rand(2, 2, 16) for _ in range(2)]
    same = kv.sparsify(scores, 16, [0, 1])
    asked = questions(0, 1)[:, 0]
    assert torch.equal(model(asked, same), model(asked, kv))


def test_sparse_memory_equals_a_mask_over_the_full_one():
    """Dropping a token is as if it could not be seen, head by head."""
    _, kv = memory()
    scores = [torch.rand(2, 2, 16, generator=torch.Generator().manual_seed(layer)) for layer in range(2)]
    sparse = kv.sparsify(scores, 3, [1])
    query = torch.randn(2, 2, 3, 16, dtype=torch.float64, generator=torch.Generator().manual_seed(9))
    hidden = torch.full((2, 2, 16), float("-inf"), dtype=torch.float64)
    hidden.scatter_(2, choose(scores[1], 3), 0.0)
    full = (query @ kv.keys[1].transpose(2, 3) + hidden[:, :, None]).softmax(-1) @ kv.values[1]
    kept = (query @ sparse.keys[1].transpose(2, 3)).softmax(-1) @ sparse.values[1]
    assert torch.allclose(full, kept, atol=1e-12)
    assert sparse.keys[0].shape[2] == 0


@settings(max_examples=30)
@given(bits=st.sampled_from([8, 4, 3, 2]), seed=st.integers(0, 1000), size=st.floats(1e-3, 1e3))
def test_rounding_is_off_by_half_a_step_at_most_and_done_once(bits, seed, size):
    x = torch.randn(2, 2, 5, 8, generator=torch.Generator().manual_seed(seed)) * size
    kv = KeyValues((x,), (x.flip(2),), end=5)
    rounded = kv.quantize(bits)
    step = rounded.scales[0]
    assert (rounded.keys[0] - x).abs().max() <= step.max() * 0.5001
    levels = rounded.keys[0] / step[:, 0, :, None, None]
    assert (levels - levels.round()).abs().max() < 1e-3
    assert levels.abs().max() < 2 ** (bits - 1) - 0.99 + 0.01 * bits


def test_all_bits_are_taken_and_others_refused():
    _, kv = memory(torch.float32)
    sizes = [kv.quantize(bits).bytes for bits in BITS]
    assert sizes == sorted(sizes, reverse=True)
    with pytest.raises(ValueError, match="bits = 5 is not one of 32, 16"):
        kv.quantize(5)


@given(offset=st.integers(0, 200))
@settings(max_examples=20)
def test_rotating_back_restores_the_keys(offset):
    _, kv = memory()
    back = kv.rotate(offset).rotate(-offset)
    assert back.end == kv.end
    assert all(torch.allclose(a, b, atol=1e-12) for a, b in zip(back.keys, kv.keys, strict=True))


def test_a_question_that_moves_with_its_memory_gets_the_same_answer():
    """Rotary positions are relative: shifting memory and question alike changes nothing."""
    model, kv = memory()
    asked = questions(0, 1)[:, 0]
    assert torch.allclose(model(asked, kv), model(asked, kv.rotate(37)), atol=1e-10)


def test_joining_keeps_order_and_the_furthest_end():
    _, kv = memory()
    joined = concat([kv, kv.rotate(16)])
    assert joined.keys[0].shape == (2, 2, 32, 16)
    assert joined.end == 32
    assert concat([kv, kv], end=99).end == 99
    with pytest.raises(ValueError, match="at least one"):
        concat([])


def test_four_tokens_chosen_by_questions_keep_the_facts_and_other_choices_lose_them():
    """One token a fact is enough if it is the right one (k = 4 = facts a document), in int8, on one layer."""
    full = reader().encode(documents(*ALL))
    found = {}
    for choice in CHOICES:
        generator = torch.Generator().manual_seed(0)
        scores = score_tokens(choice, reader(), documents(*ALL), full, questions(*ALL), generator)
        found[choice] = accuracy(full.sparsify(scores, 4, [0]).quantize(8), *ALL)
    assert found["query-probe"] >= 0.99
    others = (found[choice] for choice in CHOICES if choice not in ("query-probe", "reference"))
    assert max(others) <= found["query-probe"] - 0.15


def test_the_reference_s_rule_is_that_of_a_plain_loop_over_all_pairs_of_words():
    """w_j = Σ_i softmax_j(q_i · k_j / √d_h), every i and every j, before the turn to positions."""
    model, _ = memory()
    tokens = documents(0, 1)
    hidden: list[torch.Tensor] = []
    hooks = [
        block.register_forward_pre_hook(lambda _, inputs: hidden.append(inputs[0])) for block in model.blocks
    ]
    kv = model.encode(tokens)
    for hook in hooks:
        hook.remove()
    scores = score_tokens("reference", model, tokens, kv, questions(0, 1))
    assert [score.shape for score in scores] == [(2, 2, 16)] * 2
    for block, x, score in zip(model.blocks, hidden, scores, strict=True):
        for document in range(2):
            words = normed(x[document], block.attention_gain)
            mixed = [
                words[t] + block.mu1 * words[t - 1] * (t > 0) + block.mu2 * words[t - 2] * (t > 1)
                for t in range(16)
            ]
            for head in range(2):
                part = slice(16 * head, 16 * head + 16)
                worth = [0.0] * 16
                for i in range(16):
                    q = block.q[part] @ mixed[i]
                    dots = [
                        math.exp(float(q @ (block.k[part] @ mixed[j])) / math.sqrt(16)) for j in range(16)
                    ]
                    worth = [w + dot / sum(dots) for w, dot in zip(worth, dots, strict=True)]
                assert score[document, head].tolist() == pytest.approx(worth, abs=1e-9)
                assert sum(worth) == pytest.approx(16)


def test_the_reference_s_rule_is_another_than_the_causal_one_and_the_default_is_neither():
    full = reader().encode(documents(*ALL))
    chosen = {
        rule: choose(score_tokens(rule, reader(), documents(*ALL), full, questions(*ALL))[0], 4)
        for rule in ("reference", "self-attention", "query-probe")
    }
    assert chosen["reference"].shape == (64, 2, 4)
    assert not torch.equal(chosen["reference"], chosen["self-attention"])
    assert not torch.equal(chosen["reference"], chosen["query-probe"])


def normed(x: torch.Tensor, gain: torch.Tensor) -> torch.Tensor:
    return x / (x.square().mean(-1, keepdim=True) + 1e-6).sqrt() * gain


def test_the_second_layer_alone_knows_nothing():
    full = reader().encode(documents(*ALL))
    scores = score_tokens("query-probe", reader(), documents(*ALL), full, questions(*ALL))
    assert accuracy(full.sparsify(scores, 16, [1]), *ALL) <= 0.1


def test_an_unknown_choice_is_refused():
    model, kv = memory()
    with pytest.raises(ValueError, match="token choice best is not one of query-probe"):
        score_tokens("best", model, documents(0, 1), kv, questions(0, 1))
