"""Facts written into weights, step by step; and one fact in text, cache, sparse cache and weights."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lab.experiment import Frame, Mark, State, Training
from lab.experiments.fact_memories.config import SUBJECTS_A_GROUP, Config
from lab.numerics import flops, layouts
from lab.numerics.decoder import Decoder, KeyValues
from lab.numerics.facts import Vocabulary, World
from lab.numerics.lookup import skill
from lab.numerics.lora import Adapter, Facts, FactWriting, recall, recall_accuracy
from lab.numerics.shipped_decoders import shipped
from lab.numerics.token_choice import score_tokens

NAN = float("nan")
CONTEXT = 16
EXAMINATION = 10_007
SKILL_EVERY = 5
"""Steps between two examinations of the skill, which are dear."""
EPISODES = 8
"""Episodes of reading in each step, where the skill is rehearsed."""
LAYERS = {"first": (0,), "second": (1,), "both": (0, 1)}


class Written(Training):
    """A decoder with an adapter, and a world of facts to write."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        (self.config,) = members
        c, self.vocabulary = self.config, Vocabulary()
        self.world = World.drawn(c.seed)
        self.model = shipped("standard")
        self.adapter = Adapter(self.model, c.rank, torch.Generator().manual_seed(c.seed))
        self.done, self.spent = 0, 0
        self.skill = NAN

    def facts(self, subjects: Iterable[int]) -> Facts:
        """All facts about some people."""
        chosen = list(subjects)
        return Facts.about(self.vocabulary, chosen, self.world.table[chosen].tolist())

    def writing(self, facts: Facts, before: Facts | None) -> FactWriting:
        """Begin to write facts, rehearsing what the config says."""
        c = self.config
        rehearsed = before if c.replay in ("all", "both") else None
        episodes = EPISODES if c.replay in ("skill", "both") else 0
        return FactWriting(
            self.model, self.vocabulary, facts, self.adapter, c.learning_rate, c.seed, rehearsed, episodes
        )

    def examined(self, *, now: bool) -> float:
        """How well it still reads: measured on a stride, the last value between."""
        if now or self.done % SKILL_EVERY == 0:
            delta = self.adapter.parameters
            self.skill = skill(self.model, self.vocabulary, 1, CONTEXT, EXAMINATION, 32, delta=delta)
        return self.skill

    def progress(self) -> int:
        return self.done

    def state_dict(self) -> State:
        return {
            "done": self.done,
            "spent": self.spent,
            "skill": self.skill,
            "adapter": [part.detach().clone() for part in self.adapter.tensors()],
        }

    def load_state_dict(self, state: State) -> None:
        self.done, self.spent, self.skill = state["done"], state["spent"], state["skill"]
        with torch.no_grad():
            for part, saved in zip(self.adapter.tensors(), state["adapter"], strict=True):
                part.copy_(saved)


class Forgetting(Written):
    """Groups of 32 facts go into the same weights one after the other; after each, all are asked."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        ranges = [range(i * SUBJECTS_A_GROUP, (i + 1) * SUBJECTS_A_GROUP) for i in range(self.config.groups)]
        self.groups = [self.facts(subjects) for subjects in ranges]
        self.matrix = np.full((self.config.groups, self.config.groups), np.nan, np.float32)
        self.group = 0
        self.current = self._begin()

    def _begin(self) -> FactWriting:
        before = Facts.joined(self.groups[: self.group]) if self.group else None
        return self.writing(self.groups[self.group], before)

    def step(self) -> Frame | None:
        """Row k: how much of each group is known before update k; a group's last row has no update."""
        if self.group == self.config.groups:
            raise StopIteration
        step, writing = self.done, self.current
        with self.timed("measuring"):
            over = writing.steps >= self.config.most or writing.written()
            known = [
                recall_accuracy(self.model, facts, CONTEXT, self.adapter.parameters)
                for facts in self.groups[: self.group + 1]
            ]
            scalars = {
                "phase": float(self.group),
                "accuracy_written": known[-1],
                "accuracy_other": float(np.mean(known[:-1])) if known[:-1] else NAN,
                "accuracy_first": known[0],
                "accuracy_skill": self.examined(now=over),
                "flops": float(self.spent),
                "bytes": float(self.adapter.bytes),
            }
        marks: tuple[Mark, ...] = ()
        arrays: dict[str, npt.NDArray[Any]] = {}
        if over:
            loss = NAN
            self.matrix[self.group, : self.group + 1] = known
            self.group += 1
            marks, arrays = (Mark(f"written-{self.group}", step, step),), {"matrix": self.matrix[None].copy()}
            if self.group < self.config.groups:
                self.current = self._begin()
        else:
            loss = writing.step()
            self.spent += writing.step_flops
        self.done += 1
        return Frame(step, {"loss": loss, **scalars}, arrays, marks=marks)

    def state_dict(self) -> State:
        more = {"group": self.group, "matrix": self.matrix.copy()}
        return {**super().state_dict(), **more, "current": self.current.state_dict()}

    def load_state_dict(self, state: State) -> None:
        super().load_state_dict(state)
        self.group, self.matrix = state["group"], np.array(state["matrix"])
        if self.group < self.config.groups:
            self.current = self._begin()
            self.current.load_state_dict(state["current"])


class OneFact(Written):
    """The four facts about one person as text, cache, sparse cache and weights; the same question to all.

    Rows 0 … 2 make text, cache and sparse cache; each row after them is a step of writing into weights.
    """

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        self.mine = self.facts([0])
        self.others = self.facts(range(1, self.vocabulary.subjects))
        self.current = self.writing(self.mine, None)
        self.over = False
        everyone = range(self.vocabulary.subjects)
        self.documents = torch.stack([torch.from_numpy(self.world.document(one)) for one in everyone])
        self.questions = torch.from_numpy(
            self.vocabulary.questions(np.arange(self.vocabulary.subjects)[:, None], range(4))
        )
        self.right = self.vocabulary.first_value + torch.from_numpy(self.world.table)
        self.answers = np.full((4, self.vocabulary.values), np.nan, np.float32)

    def step(self) -> Frame | None:
        if self.over:
            raise StopIteration
        step = self.done
        made = (self._text, self._cache, self._sparse)
        scalars = made[step]() if step < len(made) else self._weights()
        self.done += 1
        names = ("loss", "accuracy_written", "accuracy_other", "accuracy_skill", "flops", "bytes")
        more = ("difference", "difference64", "agree")
        row = {"phase": float(min(step, 3)), **dict.fromkeys((*names, *more), NAN), **scalars}
        marks = (Mark(("text", "cache", "sparse", "weights")[step], step, step),) if step < 4 else ()
        return Frame(step, row, {"answers": self.answers.T[None].copy()}, marks=(*marks, *self._last(step)))

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
        shown = logits[0, 0].softmax(-1)[first : first + self.vocabulary.values]
        self.answers[form] = shown.detach().numpy()
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
        small = memory.sparsify(scores, c.kept_tokens, LAYERS[c.kept_layers]).quantize(int(c.bits))
        probe = flops.probe(m.d, m.layers, CONTEXT, 4)
        return {
            "accuracy_written": self._judged(2, self._logits(m, small)),
            "flops": float(flops.kv_write(m.d, m.layers, CONTEXT) + probe),
            "bytes": float(small.bytes),
        }

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

    def state_dict(self) -> State:
        more = {"over": self.over, "answers": self.answers.copy(), "current": self.current.state_dict()}
        return {**super().state_dict(), **more}

    def load_state_dict(self, state: State) -> None:
        super().load_state_dict(state)
        self.over, self.answers = state["over"], np.array(state["answers"])
        self.current.load_state_dict(state["current"])
