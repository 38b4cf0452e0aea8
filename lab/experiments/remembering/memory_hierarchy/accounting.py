"""First the facts about some people are written in every form and asked, really; then the costs are summed.

A step is one person, later one number n of uses: cost = write + n · read, the least wins (Memory³). The last
row also puts every memory of a stream of questions where it is the cheapest.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean

import numpy as np
import numpy.typing as npt
import torch

from lab.contract.training import Counted, Frame, Mark
from lab.experiments.remembering.executors.priced import ModelExecutor, Recipe
from lab.experiments.remembering.memory_hierarchy import interest
from lab.experiments.remembering.memory_hierarchy.config import POINTS, SHIPPED, Config
from lab.experiments.remembering.memory_hierarchy.interest import FORMS
from lab.worlds.facts import Vocabulary, World
from lab.worlds.lora import Adapter, Facts, FactWriting
from lab.worlds.shipped_decoders import shipped

NAN = float("nan")


class Accounting(Counted, saved=("best", "measured")):
    """Costs of each form, person by person, and their sums over uses."""

    def __init__(self, members: Sequence[Config]) -> None:
        super().__init__(members)
        (self.config,) = members
        c, self.vocabulary = self.config, Vocabulary()
        self.world = World.drawn(c.seed)
        self.model = shipped(SHIPPED[c.width])
        self.executor = ModelExecutor(self.model, self.vocabulary, recipe=Recipe(kept_tokens=c.kept_tokens))
        self.measured: dict[str, list[float]] = {}
        self.steps, self.best = c.people + POINTS, ""

    def advance(self, step: int) -> Frame | None:
        if step < self.config.people:
            for name, value in self._person(step).items():
                self.measured.setdefault(name, []).append(value)
            return None
        return self._row(step - self.config.people)

    def _person(self, subject: int) -> dict[str, float]:
        """FLOPs and bytes of each form of the facts about one person, and how many answers were right."""
        document = tuple(self.world.document(subject).tolist())
        stated = self.world.table[subject].tolist()
        found = {"write_text": 0.0, "bytes_text": 2.0 * len(document)}
        right = 0
        for form in FORMS[:3]:
            if form != "text":
                _, size, flops = self.executor.write(form, "key", document, None)
                found |= {f"write_{form}": float(flops), f"bytes_{form}": float(size)}
            reads = [self.executor.read(form, "key", document, relation) for relation in range(4)]
            right += sum(value == true for (value, _), true in zip(reads, stated, strict=True))
            found[f"read_{form}"] = fmean(flops for _, flops in reads)
        found["accuracy"] = right / 12
        return found | self._weights(subject, document)

    def _weights(self, subject: int, document: tuple[int, ...]) -> dict[str, float]:
        """The facts go into an adapter of their own, until all four are known for certain."""
        c = self.config
        facts = Facts.about(self.vocabulary, [subject], [self.world.table[subject].tolist()])
        adapter = Adapter(self.model, c.rank, torch.Generator().manual_seed(c.seed))
        context = len(document)
        writing = FactWriting(
            self.model, self.vocabulary, facts, adapter, c.learning_rate, c.seed, context=context
        )
        steps = writing.write(c.most)
        read = writing.step_flops / (3 * len(facts))
        return {
            "write_lora": float(writing.flops),
            "read_lora": float(read),
            "bytes_lora": float(adapter.bytes),
            "lora_steps": float(steps),
        }

    def _row(self, point: int) -> Frame:
        c = self.config
        uses = 10 ** (c.least + (c.largest - c.least) * point / (POINTS - 1))
        mean = {name: fmean(values) for name, values in self.measured.items()}
        totals = {form: mean[f"write_{form}"] + uses * mean[f"read_{form}"] for form in FORMS}
        best = min(FORMS, key=totals.__getitem__)
        turned = best != self.best
        marks = (Mark(f"cheapest-{best}", self.done, self.done),) if turned else ()
        least = {f"least_{form}": totals[form] if form == best else NAN for form in FORMS}
        at = _crossing(mean, self.best, best) if turned and self.best else NAN
        turn = {"turn_uses": at, "turn": mean[f"write_{best}"] + at * mean[f"read_{best}"]}
        row = {"uses": uses, **totals, **least, **turn, **mean, **_units(mean, uses)}
        self.best = best
        arrays = self._stream(mean) if point == POINTS - 1 else {}
        return Frame(self.done, row, arrays, marks=marks)

    def _stream(self, mean: Mapping[str, float]) -> dict[str, npt.NDArray[np.float32]]:
        """Uses of each memory by its cheapest form, and what everything in one form would cost."""
        c = self.config
        uses = interest.drawn(c.memories, c.questions, c.zipf, c.seed)
        cost = interest.costs(uses, mean)
        found = {"stream": interest.placed(uses, cost), "one_form": interest.shares(cost)}
        return {name: array[None].astype(np.float32) for name, array in found.items()}


def _units(mean: Mapping[str, float], uses: float) -> dict[str, float]:
    """Each form's cost beyond what reading takes anyway (from weights), in readings of the text."""
    text = mean["read_text"] - mean["read_lora"]
    beyond = {form: mean[f"read_{form}"] - mean["read_lora"] for form in FORMS}
    return {f"units_{form}": (mean[f"write_{form}"] + uses * beyond[form]) / text for form in FORMS}


def _crossing(mean: Mapping[str, float], before: str, after: str) -> float:
    """Uses at which two forms cost the same."""
    dearer = mean[f"write_{after}"] - mean[f"write_{before}"]
    return dearer / (mean[f"read_{before}"] - mean[f"read_{after}"])
