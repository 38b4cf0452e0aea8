"""What a reading takes in wall-clock time, from text and from a cache: `python benchmarks/reading.py`.

Microseconds a reading, the median of many, one thread, beside the ratio of the operations. For short texts
asked one by one Python hides the difference; it shows for long ones, or for many questions together. The
weights are drawn, not trained: their values do not change the time.
"""

from collections.abc import Callable
from itertools import product
from statistics import median
from time import perf_counter

import torch
from torch import Tensor

from lab.numerics import flops
from lab.worlds import layouts
from lab.worlds.decoder import Decoder, concat
from lab.worlds.facts import Vocabulary

D, HEADS, LAYERS = 64, 4, 2
SIZES = ((16, 1), (64, 5))
"""Words of a document, and documents at once."""
TOGETHER = (1, 64)
"""Questions that are asked together, each of its own documents."""
SECONDS = 1.0


def timed(read: Callable[[], Tensor]) -> float:
    """Median microseconds of a call."""
    read()
    taken, begin = [], perf_counter()
    while perf_counter() - begin < SECONDS or len(taken) < 5:
        start = perf_counter()
        read()
        taken.append(1e6 * (perf_counter() - start))
    return median(taken)


@torch.inference_mode()
def measure(model: Decoder, vocabulary: Vocabulary, context: int, documents: int, together: int) -> None:
    """One line: microseconds a reading from text and from caches, and what the operations would say."""
    generator = torch.Generator().manual_seed(0)
    texts = torch.randint(vocabulary.size, (together, documents, context), generator=generator)
    questions = torch.randint(vocabulary.size, (together, 3), generator=generator)
    memory = concat([model.encode(texts[:, k]) for k in range(documents)])
    row = torch.cat([texts.flatten(1), questions], dim=1)
    text = timed(lambda: model(row, layout=layouts.parallel(documents, context))) / together
    cache = timed(lambda: model(questions, memory, layouts.questions(1, context))) / together
    read, kept = (f(D, LAYERS, context, documents) for f in (flops.text_read, flops.kv_read))
    print(
        f"{documents} × {context:2} words, {together:2} together: text {text:7.1f} µs, "
        f"cache {cache:6.1f} µs, "
        f"{text / cache:4.1f} times faster; by operations {read / kept:4.1f}"
    )


if __name__ == "__main__":
    torch.set_num_threads(1)
    words = Vocabulary()
    decoder = Decoder(D, HEADS, LAYERS, words.size, torch.Generator().manual_seed(0))
    for (context, documents), together in product(SIZES, TOGETHER):
        measure(decoder, words, context, documents, together)
