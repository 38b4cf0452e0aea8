"""What reading and writing a memory costs on a decoder, in FLOPs: exact integers, a multiply-add is 2.

Up to `memory_prices` the lab's own decoder is counted, from `Shape` on any with grouped heads as in Memory³.

d is the width, L the layers, K the documents of C tokens each, V the vocabulary. A token pays 24 d² a layer
(four attention matrices, an MLP of 4 d), a (query, key) pair 4 d a layer, an answer's logits 2 d V. Norms,
rotations and the three-tap mix are left out, as usual. The layout is the parallel one: documents do not see
each other, a question of 3 tokens sees all of them. Hence text_read = kv_write + kv_read, exactly.
"""

from dataclasses import dataclass

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


def reference_choice(d: int, layers: int, context: int) -> int:
    """Scores of every pair of a document's tokens in both directions, in every layer; no values are read."""
    return layers * 2 * d * context**2


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


@dataclass(frozen=True)
class Shape:
    """A decoder with grouped heads and a gated MLP, of which the first `memory_layers` carry explicit memory.

    `inner` is the width W of the MLP, whose three matrices are `width` × `inner`; `head_width` is d_h.
    """

    layers: int
    heads: int
    kv_heads: int
    head_width: int
    width: int
    inner: int
    vocabulary: int
    memory_layers: int

    @property
    def attention(self) -> int:
        """Weights of a layer's four attention matrices."""
        return 2 * self.width * self.head_width * (self.heads + self.kv_heads)

    @property
    def mlp(self) -> int:
        """Weights of a layer's MLP."""
        return 3 * self.width * self.inner

    @property
    def pair(self) -> int:
        """FLOPs of a (query, key) pair in a layer: its score, and its share of the values."""
        return 4 * self.heads * self.head_width


MEMORY3 = Shape(
    layers=44,
    heads=40,
    kv_heads=8,
    head_width=80,
    width=3200,
    inner=3200,
    vocabulary=60_416,
    memory_layers=22,
)
"""The model of Memory³ (2407.01178)."""
TRAINING_CONTEXT = 2048
"""Tokens of a sequence that Memory³ trains on; a token sees half of them in the mean."""


def encoded(shape: Shape, tokens: int, layers: int) -> int:
    """A text encoded into the keys and values of `layers` layers, for which the last one's MLP is not needed.

    A causal square counts half its pairs, as in the paper."""
    weights = layers * shape.attention + (layers - 1) * shape.mlp
    return 2 * weights * tokens + layers * shape.pair * tokens**2 // 2


def chosen(shape: Shape, tokens: int) -> int:
    """Which words a memory keeps: scores of every pair in both directions, in each memory layer (§3.3)."""
    return shape.memory_layers * shape.pair // 2 * tokens**2


def trained(shape: Shape, tokens: int) -> int:
    """One training step on a text inside a training sequence: three times its forward pass."""
    weights = shape.layers * (shape.attention + shape.mlp) + shape.vocabulary * shape.width
    pairs = shape.layers * tokens * TRAINING_CONTEXT // 2
    return 3 * (2 * weights * tokens + pairs * shape.pair)


def explicit_prices(
    shape: Shape, reference: int = 128, memories: int = 1, kept: int = 8, chunk: int = 64
) -> dict[str, int]:
    """FLOPs of `memories` references of `reference` tokens as text, explicit memory and weights.

    A use is a chunk of so many tokens that attends to them: `text` is paid at each use, `write` once and
    `read` at each for an explicit memory of `kept` tokens a head, `train` once (2407.01178, appendix A).
    """
    seen = shape.layers * shape.pair * chunk * reference
    return {
        "text": memories * (encoded(shape, reference, shape.layers) + seen),
        "write": memories * (encoded(shape, reference, shape.memory_layers) + chosen(shape, reference)),
        "read": memories * shape.memory_layers * shape.pair * chunk * kept,
        "train": memories * trained(shape, reference),
    }


def explicit_interval(
    shape: Shape, reference: int = 128, memories: int = 5, kept: int = 8, chunk: int = 64
) -> tuple[float, float]:
    """Between how many uses explicit memory is the cheapest form: (text to explicit, explicit to implicit).

    With the paper's shape 0.494 and 13 400 (2407.01178, §2 and appendix A).
    """
    price = explicit_prices(shape, reference, memories, kept, chunk)
    written = price["write"] / (price["text"] - price["read"])
    return written, (price["train"] - price["write"]) / price["read"]
