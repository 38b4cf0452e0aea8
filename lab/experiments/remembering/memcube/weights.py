"""The weights that all agents share: what is written there is known to whoever asks."""

from collections.abc import Mapping

import torch
from torch import Tensor

from lab.contract.state import State
from lab.worlds.decoder import Decoder
from lab.worlds.facts import Vocabulary
from lab.worlds.lora import Adapter, Facts, FactWriting, recall

RANK, RATE, MOST, CONTEXT = 4, 1e-2, 100, 16


class SharedWeights:
    """One adapter on the model, which knows nothing of the store's rules."""

    def __init__(self, model: Decoder, vocabulary: Vocabulary) -> None:
        self.model, self.vocabulary = model, vocabulary
        self.adapter = Adapter(model, RANK, torch.Generator().manual_seed(0))

    def write(self, slot: int, facts: Mapping[int, int]) -> tuple[int, int]:
        """Train the facts in until all are right: (steps, FLOPs)."""
        stated = [facts[relation] for relation in sorted(facts)]
        taught = Facts.about(self.vocabulary, [slot % self.vocabulary.subjects], [stated])
        writing = FactWriting(self.model, self.vocabulary, taught, self.adapter, RATE, 0, context=CONTEXT)
        steps = writing.write(MOST)
        return steps, writing.flops

    def say(self, slot: int, relation: int) -> tuple[int, float]:
        """The likeliest answer without any memory, and its probability; it need not be a value."""
        chances = self._chances(slot, [relation])[0]
        return int(chances.argmax()) - self.vocabulary.first_value, float(chances.max())

    def recall(self, slot: int, facts: Mapping[int, int]) -> int:
        """How many of these facts the weights answer."""
        answers = self._chances(slot, list(facts)).argmax(-1) - self.vocabulary.first_value
        return sum(int(answer) == value for answer, value in zip(answers, facts.values(), strict=True))

    @torch.no_grad()
    def _chances(self, slot: int, relations: list[int]) -> Tensor:
        subjects = [slot % self.vocabulary.subjects] * len(relations)
        asked = torch.from_numpy(self.vocabulary.questions(subjects, relations))
        facts = Facts(asked, torch.zeros(len(relations), dtype=torch.long))
        return recall(self.model, facts, CONTEXT, self.adapter.parameters).softmax(-1)

    def state_dict(self) -> State:
        """The adapter."""
        return {"tensors": [part.detach().clone() for part in self.adapter.tensors()]}

    def load_state_dict(self, state: State) -> None:
        """Go on with this adapter."""
        with torch.no_grad():
            for part, saved in zip(self.adapter.tensors(), state["tensors"], strict=True):
                part.copy_(saved)
