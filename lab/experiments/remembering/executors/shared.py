"""Memories in one set of weights that all share, instead of an adapter for each: what parametric memory is.

Every writing rehearses all that is kept, and the skill of reading, or it would destroy both (see
`lab.worlds.lora`); that is what makes it dear.
"""

from typing import Any

import torch

from lab.experiments.remembering.executors.priced import ModelExecutor, Recipe, State, Weights
from lab.worlds.decoder import Decoder
from lab.worlds.facts import Vocabulary
from lab.worlds.lora import Facts, FactWriting

MOST, EPISODES = 400, 8
"""Steps of one writing at most, and episodes of reading in each."""


class SharedExecutor(ModelExecutor):
    """Keeps every memory of the form `lora` in the same adapter.

    Attributes:
        stated: values by relation of each subject that is rehearsed. Who shares a name shares the place.
    """

    def __init__(
        self,
        model: Decoder,
        vocabulary: Vocabulary,
        context: int = 16,
        recipe: Recipe | None = None,
        seed: int = 0,
    ) -> None:
        super().__init__(model, vocabulary, context, recipe, seed)
        self.stated: dict[int, list[int]] = {}
        adapter = self._new_adapter()
        self.shared = Weights(adapter, adapter.folded(model))

    def state_dict(self) -> State:
        """The payloads, of shared ones but their names; the adapter; what is rehearsed."""
        own = {key: kept for key, kept in self.payloads.items() if key[0] != "lora"}
        names = [key for form, key in self.payloads if form == "lora"]
        whole, self.payloads = self.payloads, own
        state = super().state_dict()
        self.payloads = whole
        stated = [[subject, *values] for subject, values in self.stated.items()]
        return {"own": state, "names": names, "stated": stated, "adapter": self._flat(self.shared)}

    def load_state_dict(self, state: State) -> None:
        """Hold the payloads that `state` holds, bit for bit."""
        super().load_state_dict(state["own"])
        self.shared = self._unpacked_adapter(torch.as_tensor(state["adapter"]))
        self.payloads |= {("lora", key): self.shared for key in state["names"]}
        self.stated = {subject: values for subject, *values in state["stated"]}

    def _weights(self, key: str) -> Weights:  # noqa: ARG002
        return self.shared

    def _train(self, document: tuple[int, ...]) -> tuple[Weights, int]:
        """The document's facts into the shared weights, with all others of now and the skill rehearsed."""
        stated, subject = self.vocabulary.facts_in(document), self._subject(document)
        self.stated.pop(subject, None)
        others = self._facts(self.stated) if self.stated else None
        self.stated[subject] = [stated[relation] for relation in sorted(stated)]
        facts = self._facts({subject: self.stated[subject]})
        writing = FactWriting(
            self.model,
            self.vocabulary,
            facts,
            self.shared.adapter,
            self.recipe.learning_rate,
            self.seed,
            others,
            EPISODES,
            len(document),
        )
        writing.write(MOST)
        self.shared = Weights(self.shared.adapter, self.shared.adapter.folded(self.model))
        return self.shared, writing.flops

    def _facts(self, stated: dict[int, list[int]]) -> Facts:
        return Facts.about(self.vocabulary, stated, stated.values())

    def _flat(self, weights: Weights) -> Any:
        return torch.cat([part.detach().flatten() for part in weights.adapter.tensors()])
