"""What reading and writing a memory costs on the decoder, in FLOPs: exact integers, a multiply-add is 2.

d is the width, L the layers, K the documents of C tokens each, V the vocabulary. A token pays 24 d² a layer
(four attention matrices, an MLP of 4 d), a (query, key) pair 4 d a layer, an answer's logits 2 d V. Norms,
rotations and the three-tap mix are left out, as usual. The layout is the parallel one: documents do not see
each other, a question of 3 tokens sees all of them. Hence text_read = kv_write + kv_read, exactly.
"""

VOCABULARY = 106
QUESTION = 3
QUESTION_PAIRS = QUESTION * (QUESTION + 1) // 2


def forward(d: int, layers: int, tokens: int, pairs: int, answers: int = 0, vocab: int = VOCABULARY) -> int:
    """A forward pass over `tokens`; `pairs` are (query, key) pairs, summed over the layers."""
    return 24 * d * d * layers * tokens + 4 * d * pairs + 2 * d * vocab * answers


def text_read(d: int, layers: int, context: int, documents: int = 1, vocab: int = VOCABULARY) -> int:
    """A question answered with its documents as text before it."""
    within = documents * context * (context + 1) // 2
    pairs = layers * (within + QUESTION * documents * context + QUESTION_PAIRS)
    return forward(d, layers, documents * context + QUESTION, pairs, 1, vocab)


def kv_write(d: int, layers: int, context: int, documents: int = 1) -> int:
    """Documents encoded into their keys and values."""
    return forward(d, layers, documents * context, layers * documents * context * (context + 1) // 2)


def kv_read(d: int, layers: int, context: int, documents: int = 1, vocab: int = VOCABULARY) -> int:
    """A question answered from the documents' keys and values."""
    return sparse_read(d, layers, context, layers, documents, vocab)


def sparse_read(
    d: int, layers: int, kept_tokens: int, kept_layers: int, documents: int = 1, vocab: int = VOCABULARY
) -> int:
    """A question answered from `kept_tokens` keys and values a head in `kept_layers` of the layers."""
    pairs = QUESTION * documents * kept_tokens * kept_layers + QUESTION_PAIRS * layers
    return forward(d, layers, QUESTION, pairs, 1, vocab)


def parametric_read(d: int, layers: int, vocab: int = VOCABULARY) -> int:
    """A question answered from the weights alone (an adapter is folded into them beforehand)."""
    return sparse_read(d, layers, 0, 0, 1, vocab)


def probe(d: int, layers: int, context: int, questions: int) -> int:
    """Questions run over a document's keys only to see where they look: no logits."""
    pairs = layers * (QUESTION * context + QUESTION_PAIRS)
    return questions * forward(d, layers, QUESTION, pairs)


def parametric_write(steps: int, forward_pass: int) -> int:
    """Gradient steps, each three times the forward pass over all that is trained on in a step."""
    return 3 * steps * forward_pass


def memory_prices(
    d: int,
    layers: int,
    heads: int,
    context: int,
    kept_tokens: int = 4,
    bits: int = 8,
    rank: int = 4,
    lora_steps: int = 16,
    facts: int = 4,
    vocab: int = VOCABULARY,
) -> dict[str, int]:
    """FLOPs and bytes of one document in each form, by the names of `lab.memos.costs.Costs`.

    A sparse memory keeps `kept_tokens` a head on the first layer, `bits` each, and two bytes a head and side
    for the scale; it is probed with one question a fact. An adapter trains on the facts' questions alone.
    """
    read = parametric_read(d, layers, vocab)
    return {
        "write_kv": kv_write(d, layers, context),
        "read_kv": kv_read(d, layers, context, 1, vocab),
        "probe": probe(d, layers, context, facts),
        "read_sparse": sparse_read(d, layers, kept_tokens, 1, 1, vocab),
        "write_lora": parametric_write(lora_steps, facts * read),
        "read_lora": read,
        "kv_bytes": 2 * layers * context * d * 4,
        "sparse_bytes": -(-2 * kept_tokens * d * bits // 8) + 2 * 2 * heads,
        "lora_bytes": 18 * d * layers * rank * 4,
    }
