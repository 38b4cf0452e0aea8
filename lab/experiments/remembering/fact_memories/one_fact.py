"""One person's facts in text, cache, sparse cache and weights; the same question to all."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lab.contract.training import Frame, Mark
from lab.experiments.remembering.fact_memories.config import CONTEXT, KEPT, SWEPT, Config
from lab.experiments.remembering.fact_memories.writing import NAN, Written
from lab.numerics import flops
from lab.worlds import layouts
from lab.worlds.decoder import Decoder, KeyValues, Trace
from lab.worlds.key_values import choose
from lab.worlds.lora import recall, recall_accuracy
from lab.worlds.shipped_decoders import shipped
from lab.worlds.token_choice import score_tokens

LAYERS = {"first": (0,), "second": (1,), "both": (0, 1)}


class OneFact(Written, saved=("over", "answers", "current")):
    """The four facts about each person as text, cache, sparse cache and weights; the same question to all.

    Rows 0 … 2 make text, cache and sparse cache; each row after them is a step of writing into weights.
    """

    over = False

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        people = self.config.people
        self.mine = self.facts(range(people))
        self.others = self.facts(range(people, self.vocabulary.subjects))
        self.current = self.writing(self.mine, None)
        everyone = range(self.vocabulary.subjects)
        self.documents = torch.stack([torch.from_numpy(self.world.document(person)) for person in everyone])
        self.questions = torch.from_numpy(
            self.vocabulary.questions(np.arange(self.vocabulary.subjects)[:, None], range(4))
        )
        self.right = self.vocabulary.first_value + torch.from_numpy(self.world.table)
        self.answers = np.full((4, self.vocabulary.values), np.nan, np.float32)
        self.pictures: dict[str, npt.NDArray[Any]] = {}

    def advance(self, step: int) -> Frame:
        forms = (self._text, self._cache, self._sparse)
        scalars = forms[step]() if step < len(forms) else self._weights()
        names = ("loss", "accuracy_written", "accuracy_other", "accuracy_skill", "flops", "bytes")
        more = ("difference", "difference64", "agree")
        row = {"phase": float(min(step, 3)), **dict.fromkeys((*names, *more), NAN), **scalars}
        marks = (Mark(("text", "cache", "sparse", "weights")[step], step, step),) if step < 4 else ()
        arrays = {"answers": self.answers.T[None].copy(), **self.pictures}
        self.pictures = {}
        return Frame(step, row, arrays, marks=(*marks, *self._last(step)))

    def _last(self, step: int) -> tuple[Mark, ...]:
        return (Mark("written", step, step),) if self.over else ()

    def _logits(self, model: Decoder, memory: KeyValues | None) -> Tensor:
        """Logits of all four questions about everybody, shape (64, 4, V), from caches or from nothing."""
        layout = layouts.questions(4, CONTEXT)
        with torch.no_grad():
            logits: Tensor = model(self.questions.flatten(1), memory, layout)
        return logits

    def _read(self, model: Decoder) -> Tensor:
        layout = layouts.parallel(1, CONTEXT, 4)
        with torch.no_grad():
            logits: Tensor = model(torch.cat([self.documents, self.questions.flatten(1)], 1), layout=layout)
        return logits

    def _judged(self, form: int, logits: Tensor) -> float:
        """Share of right answers; the answers to the first question about the first person are shown."""
        first = self.vocabulary.first_value
        chances = logits[0, 0].softmax(-1)[first : first + self.vocabulary.values]
        self.answers[form] = chances.detach().numpy()
        return self._share(logits)

    def _share(self, logits: Tensor) -> float:
        return float((logits.argmax(-1) == self.right).double().mean())

    def _text(self) -> dict[str, float]:
        accuracy = self._judged(0, self._read(self.model))
        return {"accuracy_written": accuracy, "flops": 0.0, "bytes": 2.0 * CONTEXT}

    def _cache(self) -> dict[str, float]:
        memory, logits = self._encoded(self.model)
        text = self._read(self.model)
        double = shipped("standard").double()
        apart = (self._read(double) - self._encoded(double)[1]).abs().max()
        return {
            "accuracy_written": self._judged(1, logits),
            "flops": float(flops.kv_write(self.model.d, self.model.layers, CONTEXT)),
            "bytes": float(memory.bytes),
            "difference": float((text - logits).abs().max()),
            "difference64": float(apart),
            "agree": float((text.argmax(-1) == logits.argmax(-1)).double().mean()),
        }

    def _encoded(self, model: Decoder) -> tuple[KeyValues, Tensor]:
        with torch.no_grad():
            memory = model.encode(self.documents)
        return memory, self._logits(model, memory)

    def _sparse(self) -> dict[str, float]:
        c, m = self.config, self.model
        with torch.no_grad():
            memory = m.encode(self.documents)
        generator = torch.Generator().manual_seed(c.seed)
        scores = score_tokens(c.token_choice, m, self.documents, memory, self.questions, generator)
        self.pictures = {"sizes": self._sizes(memory, scores), **self._looked(memory, scores)}
        small = memory.sparsify(scores, c.kept_tokens, LAYERS[c.kept_layers]).quantize(int(c.bits))
        probe = flops.probe(m.d, m.layers, CONTEXT, 4)
        return {
            "accuracy_written": self._judged(2, self._logits(m, small)),
            "flops": float(flops.kv_write(m.d, m.layers, CONTEXT) + probe),
            "bytes": float(small.bytes),
        }

    def _sizes(self, memory: KeyValues, scores: Sequence[Tensor]) -> npt.NDArray[np.float32]:
        """Bytes and share of right answers of thinner and thinner caches, shape (1, KEPT, 2 SWEPT)."""
        columns: list[list[float]] = []
        for layers, bits in SWEPT.values():
            kept = [memory.sparsify(scores, tokens, LAYERS[layers]).quantize(bits) for tokens in KEPT]
            columns.append([float(cache.bytes) for cache in kept])
            columns.append([self._share(self._logits(self.model, cache)) for cache in kept])
        return np.array(columns, np.float32).T[None]

    def _looked(self, memory: KeyValues, scores: Sequence[Tensor]) -> dict[str, npt.NDArray[Any]]:
        """Where the four questions about the first person look, head by head, and the words that are kept.

        Of the first layer that keeps any: `looks` has a row a head and question, shape (1, 4 H, C); `kept`
        draws around the columns of the words that a head keeps, as points (x, y) with gaps between.
        """
        layer, trace = LAYERS[self.config.kept_layers][0], Trace()
        asked = self.questions[:1].flatten(1)
        mine = KeyValues(
            tuple(key[:1] for key in memory.keys), tuple(value[:1] for value in memory.values), memory.end
        )
        layout = layouts.questions(4, CONTEXT)
        with torch.no_grad():
            self.model(asked, mine, layout, trace=trace)
        looks = trace.attention[layer][0][:, layout.answers, :CONTEXT]
        tokens = min(self.config.kept_tokens, CONTEXT)
        kept = choose(scores[layer][:1], tokens)[0].tolist()
        frames = [frame for head, words in enumerate(kept) for word in words for frame in _frame(head, word)]
        return {"looks": looks.flatten(0, 1).numpy()[None], "kept": np.array([frames], np.float32)}

    def _weights(self) -> dict[str, float]:
        delta = self.adapter.parameters
        self.over = self.current.steps >= self.config.most or self.current.written()
        with torch.no_grad():
            logits = recall(self.model, self.mine, CONTEXT, delta)
        first = self.vocabulary.first_value
        self.answers[3] = logits[0].softmax(-1)[first : first + self.vocabulary.values].numpy()
        scalars = {
            "accuracy_written": float((logits.argmax(-1) == self.mine.answers).double().mean()),
            "accuracy_other": recall_accuracy(self.model, self.others, CONTEXT, delta),
            "accuracy_skill": self.examined(now=self.over),
            "flops": float(self.current.flops),
            "bytes": float(self.adapter.bytes),
        }
        if not self.over:
            scalars["loss"] = self.current.step()
        return scalars


def _frame(head: int, word: int) -> list[tuple[float, float]]:
    """Corners around a word's column in a head's four rows, and a gap after them."""
    left, right, low, high = word - 0.5, word + 0.5, 4 * head - 0.5, 4 * head + 3.5
    return [(left, low), (right, low), (right, high), (left, high), (left, low), (NAN, NAN)]
