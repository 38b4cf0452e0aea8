"""What each form of memory takes in seconds, beside its operations: `python benchmarks/reading.py`.

Text, explicit memory (a whole cache, a sparse one) and implicit memory (weights): microseconds of a reading
and of a writing, the least of many, one thread, and the same in thousands of FLOPs. For short texts asked
one by one Python hides the difference; it shows for long ones, or for many questions together. The weights
are drawn, not trained: their values do not change the time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from time import perf_counter
from typing import Any

import torch

from lab.numerics import flops
from lab.worlds import layouts
from lab.worlds.decoder import Decoder, KeyValues, concat
from lab.worlds.facts import Vocabulary
from lab.worlds.lora import Adapter, Facts, FactWriting
from lab.worlds.token_choice import reference

D, HEADS, LAYERS = 64, 4, 2
KEPT, FACTS, STEPS, RANK = 4, 4, 16, 4
"""Words a head of a sparse cache, on the first layer; facts of a document, and the steps that write them into
weights, with an adapter of that rank."""
SIZES = ((16, 1), (64, 5))
"""Words of a document, and documents at once."""
TOGETHER = (1, 64)
"""Questions that are asked together, each of its own documents."""
SECONDS = 1.0


@dataclass(frozen=True)
class Act:
    """A reading or a writing of the documents of `of` questions, and its FLOPs for those of one question."""

    call: Callable[[], Any]
    flops: int
    of: float

    def microseconds(self) -> float:
        """The least of many, for the documents of one question: what else the machine does adds to others."""
        self.call()
        taken, begin = [], perf_counter()
        while perf_counter() - begin < SECONDS or len(taken) < 5:
            start = perf_counter()
            self.call()
            taken.append(1e6 * (perf_counter() - start))
        return min(taken) / self.of


def forms(
    model: Decoder, context: int, documents: int, together: int
) -> Iterator[tuple[str, Act, Act | None]]:
    """Each form: its name, a reading, and a writing where there is any."""
    generator = torch.Generator().manual_seed(0)
    texts = torch.randint(model.vocab, (together, documents, context), generator=generator)
    questions = torch.randint(model.vocab, (together, 3), generator=generator)
    row, flat, size = torch.cat([texts.flatten(1), questions], 1), texts.flatten(0, 1), (D, LAYERS, context)

    def asked(memory: KeyValues | None, cost: int) -> Act:
        return Act(lambda: model(questions, memory, layouts.questions(1, context)), cost, together)

    def thinned(tokens: torch.Tensor) -> KeyValues:
        return model.encode(tokens).sparsify(reference(model, tokens), KEPT, (0,)).quantize(8)

    whole, bare = flops.kv_write(*size, documents), flops.parametric_read(D, LAYERS)
    read = layouts.parallel(documents, context)
    yield "text", Act(lambda: model(row, layout=read), flops.text_read(*size, documents), together), None
    kept = concat([model.encode(text) for text in texts.unbind(1)])
    encoding = Act(lambda: model.encode(flat), whole, together)
    yield "cache", asked(kept, flops.kv_read(*size, documents)), encoding
    thin = concat([thinned(text) for text in texts.unbind(1)])
    thinning = Act(lambda: thinned(flat), whole + documents * flops.reference_choice(*size), together)
    yield "sparse cache", asked(thin, flops.sparse_read(D, LAYERS, KEPT, 1, documents)), thinning
    training = flops.parametric_write(STEPS, documents * FACTS * bare)
    yield "weights", asked(None, bare), Act(lambda: write(model), training, 1 / documents)


@torch.inference_mode(False)
def write(model: Decoder) -> None:
    """One document's facts into an adapter."""
    facts = Facts.about(Vocabulary(), [0], [range(FACTS)])
    adapter = Adapter(model, RANK, torch.Generator().manual_seed(0))
    writing = FactWriting(model, Vocabulary(), facts, adapter, 1e-2, 0)
    for _ in range(STEPS):
        writing.step()


def main() -> None:
    """Print a line a form, for each size."""
    torch.set_num_threads(1)
    model = Decoder(D, HEADS, LAYERS, Vocabulary().size, torch.Generator().manual_seed(0)).requires_grad_(
        False
    )
    for (context, documents), together in product(SIZES, TOGETHER):
        size = f"{documents} × {context} words, {together} together"
        print(f"{size:26} read µs      kFLOP   write µs      kFLOP")
        with torch.inference_mode():
            for name, *acts in forms(model, context, documents, together):
                cells = [f"{act.microseconds():9.1f} {act.flops / 1e3:10,.0f}" for act in acts if act]
                print(f"  {name:20} {'  '.join(cells)}")


if __name__ == "__main__":
    main()
