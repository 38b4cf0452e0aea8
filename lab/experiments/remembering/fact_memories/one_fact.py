"""One person's facts in text, cache, sparse cache and weights; the same question to all."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lab.contract.training import Frame, Mark
from lab.experiments.remembering.fact_memories.config import CONTEXT, KEPT, SWEPT, Config
from lab.experiments.remembering.fact_memories.exam import Exam
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
        self.exam = Exam.about(self.world)
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

    def _show(self, form: int, logits: Tensor) -> None:
        """The answers to the first question about the first person are drawn."""
        first = self.vocabulary.first_value
        chances = logits[0, 0].softmax(-1)[first : first + self.vocabulary.values]
        self.answers[form] = chances.detach().numpy()

    def _text(self) -> dict[str, float]:
        logits = self.exam.read(self.model)
        self._show(0, logits)
        return {"accuracy_written": self.exam.share(logits), "flops": 0.0, "bytes": 2.0 * CONTEXT}

    def _cache(self) -> dict[str, float]:
        memory, logits = self._encoded(self.model)
        self._show(1, logits)
        text = self.exam.read(self.model)
        double = shipped("standard").double()
        apart = (self.exam.read(double) - self._encoded(double)[1]).abs().max()
        return {
            "accuracy_written": self.exam.share(logits),
            "flops": float(flops.kv_write(self.model.d, self.model.layers, CONTEXT)),
            "bytes": float(memory.bytes),
            "difference": float((text - logits).abs().max()),
            "difference64": float(apart),
            "agree": float((text.argmax(-1) == logits.argmax(-1)).double().mean()),
        }

    def _encoded(self, model: Decoder) -> tuple[KeyValues, Tensor]:
        with torch.no_grad():
            memory = model.encode(self.exam.documents)
        return memory, self.exam.asked(model, memory)

    def _sparse(self) -> dict[str, float]:
        c, m = self.config, self.model
        choice = c.token_choice
        exam = self.exam.probed_by(choice)
        with torch.no_grad():
            memory = m.encode(exam.documents)
        generator = torch.Generator().manual_seed(c.seed)
        rule = "query-probe" if choice == "other-facts" or choice == "other-people" else choice
        scores = score_tokens(rule, m, exam.documents, memory, exam.probes, generator)
        self.pictures = {"sizes": self._sizes(exam, memory, scores), **self._looked(memory, scores)}
        small = memory.sparsify(scores, c.kept_tokens, LAYERS[c.kept_layers]).quantize(int(c.bits))
        logits = exam.asked(m, small)
        self._show(2, logits)
        if rule == "reference":
            choosing = flops.reference_choice(m.d, m.layers, CONTEXT)
        else:
            choosing = flops.probe(m.d, m.layers, CONTEXT, exam.probes.shape[1])
        return {
            "accuracy_written": exam.share(logits),
            "flops": float(flops.kv_write(m.d, m.layers, CONTEXT) + choosing),
            "bytes": float(small.bytes),
        }

    def _sizes(self, exam: Exam, memory: KeyValues, scores: Sequence[Tensor]) -> npt.NDArray[np.float32]:
        """Bytes and share of right answers of thinner and thinner caches, shape (1, KEPT, 2 SWEPT)."""
        columns: list[list[float]] = []
        for layers, bits in SWEPT.values():
            kept = [memory.sparsify(scores, tokens, LAYERS[layers]).quantize(bits) for tokens in KEPT]
            columns.append([float(cache.bytes) for cache in kept])
            columns.append([exam.share(exam.asked(self.model, cache)) for cache in kept])
        return np.array(columns, np.float32).T[None]

    def _looked(self, memory: KeyValues, scores: Sequence[Tensor]) -> dict[str, npt.NDArray[Any]]:
        """Where the four questions about the first person look, head by head, and the words that are kept.

        Of the first layer that keeps any: `looks` has a row a head and question, shape (1, 4 H, C); `kept`
        draws around the columns of the words that a head keeps for them, as points (x, y) with gaps between:
        one memory for all four, or one for each.
        """
        layer, trace = LAYERS[self.config.kept_layers][0], Trace()
        asked = self.exam.questions[:1].flatten(1)
        mine = KeyValues(
            tuple(key[:1] for key in memory.keys), tuple(value[:1] for value in memory.values), memory.end
        )
        layout = layouts.questions(4, CONTEXT)
        with torch.no_grad():
            self.model(asked, mine, layout, trace=trace)
        looks = trace.attention[layer][0][:, layout.answers, :CONTEXT]
        tokens = min(self.config.kept_tokens, CONTEXT)
        memories = len(scores[layer]) // len(self.exam.documents)
        kept = choose(scores[layer][:memories], tokens).tolist()
        frames = [
            point
            for place, heads in enumerate(kept)
            for head, words in enumerate(heads)
            for word in words
            for point in _frame(word, 4 * head + 4 * place // memories, 4 // memories)
        ]
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


def _frame(word: int, row: int, rows: int) -> list[tuple[float, float]]:
    """Corners around a word's column in so many rows, and a gap after them."""
    left, right, low, high = word - 0.5, word + 0.5, row - 0.5, row + rows - 0.5
    return [(left, low), (right, low), (right, high), (left, high), (left, low), (NAN, NAN)]
