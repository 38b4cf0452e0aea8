"""Memories on a real model: texts are read, caches made and answered from, and every FLOP is counted.

It fits `lab.memos.executor.Executor` without knowing of it. Counts come from the shapes that really went
through the model and bytes from the payloads kept, not from a price list, so the two can be compared.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from lab.numerics import flops
from lab.worlds import layouts
from lab.worlds.decoder import Decoder, Trace
from lab.worlds.facts import Vocabulary
from lab.worlds.key_values import KeyValues, choose
from lab.worlds.layouts import Layout
from lab.worlds.lora import Adapter, Facts, FactWriting
from lab.worlds.token_choice import query_probe

Arrays = Mapping[str, npt.NDArray[Any]]
State = dict[str, Any]


@dataclass(frozen=True)
class Recipe:
    """How forms are made: tokens a head, layers and bits of a sparse memory; rank and steps of an adapter."""

    kept_tokens: int = 4
    kept_layers: tuple[int, ...] = (0,)
    bits: int = 8
    rank: int = 4
    lora_steps: int = 16
    learning_rate: float = 1e-2


@dataclass(frozen=True, eq=False)
class Weights:
    """An adapter, and the model with it folded in."""

    adapter: Adapter
    folded: Decoder


class ModelExecutor:
    """Executes a store's reads and writes on a decoder, one question at a time."""

    def __init__(
        self,
        model: Decoder,
        vocabulary: Vocabulary,
        context: int = 16,
        recipe: Recipe | None = None,
        seed: int = 0,
    ) -> None:
        self.model, self.vocabulary, self.context = model, vocabulary, context
        self.recipe, self.seed = recipe or Recipe(), seed
        self.model_fp = model.fingerprint()
        self.payloads: dict[tuple[str, str], KeyValues | Weights] = {}
        self.just_read: tuple[str, KeyValues] | None = None
        self.chosen: dict[str, Tensor] = {}

    def read(self, form: str, key: str, document: tuple[int, ...], relation: int) -> tuple[int, int]:
        """Answer a question about the document's subject from one form: (value, FLOPs)."""
        logits, spent = self.logits(form, key, document, relation)
        return int(logits.argmax()) - self.vocabulary.first_value, spent

    @torch.no_grad()
    def logits(self, form: str, key: str, document: tuple[int, ...], relation: int) -> tuple[Tensor, int]:
        """Logits of the answer, shape (V,), and the FLOPs spent on them."""
        if form == "text":
            return self._read_text(key, document, relation)
        model = self._weights(key).folded if form == "lora" else self.model
        memory = None if form == "lora" else self._key_values(form, key)
        layout = layouts.questions(1, len(document))
        logits = model(self._question(document, relation), memory, layout)
        return logits[0, 0], self._count(layout, memory, answers=1)

    def without_memory(self, document: tuple[int, ...], relation: int) -> Tensor:
        """What the bare model answers about the subject, shape (V,): what an agent without access gets."""
        layout = layouts.questions(1, len(document))
        with torch.no_grad():
            logits: Tensor = self.model(self._question(document, relation), layout=layout)
        return logits[0, 0]

    def write(
        self, form: str, key: str, document: tuple[int, ...], source: str | None
    ) -> tuple[str, int, int]:
        """Make a cache: (SHA-256 of its arrays, bytes, FLOPs)."""
        if form == "lora":
            kept, spent = self._train(document)
            self.payloads[form, key] = kept
            size = kept.adapter.bytes
        else:
            memory, spent = self._whole(key, document, source)
            if form == "sparse":
                memory, probed = self._thinned(key, memory, document)
                spent += probed
            self.payloads[form, key] = memory
            size = memory.bytes
        return _digest(self.take(form, key)), size, spent

    def drop(self, form: str, key: str) -> None:
        """Forget a cache."""
        del self.payloads[form, key]

    def take(self, form: str, key: str) -> Arrays:
        """A cache's arrays: `kv`, or `codes` and `scales`, or `adapter`."""
        if form == "lora":
            parts = [part.detach().flatten() for part in self._weights(key).adapter.tensors()]
            return {"adapter": torch.cat(parts).numpy()}
        memory = self._key_values(form, key)
        layers = range(self.model.layers) if form == "kv" else self.recipe.kept_layers
        stacked = torch.cat([torch.cat([memory.keys[i], memory.values[i]]) for i in layers])
        if form == "kv":
            return {"kv": stacked.numpy()}
        scales = torch.cat([scale[0] for scale in memory.scales])
        codes = torch.round(stacked / scales[..., None, None])
        return {"codes": codes.numpy().astype(np.int8), "scales": scales.numpy().astype(np.float16)}

    def put(self, form: str, key: str, arrays: Arrays) -> str:
        """Take a cache in that `take` gave on this very model; its SHA-256."""
        if form == "lora":
            self.payloads[form, key] = self._unpacked_adapter(torch.from_numpy(arrays["adapter"].copy()))
        else:
            self.payloads[form, key] = self._unpacked(form, arrays)
        return _digest(self.take(form, key))

    def glimpse(self, form: str, key: str) -> list[str]:
        """A cache as rows of digits 0 … 9: how strong each part is, next to the strongest.

        Of keys and values a row for each head of each layer, a digit a token: the size of its value, 0 where
        nothing is kept. Of an adapter one row, a digit a matrix: the size of its change.
        """
        if form == "lora":
            pairs = self._weights(key).adapter.parameters.values()
            return _digits(
                torch.stack([torch.linalg.vector_norm(b.detach() @ a.detach()) for a, b in pairs])[None]
            )
        memory = self._key_values(form, key)
        layers = range(self.model.layers) if form == "kv" else self.recipe.kept_layers
        sizes = torch.cat([torch.linalg.vector_norm(memory.values[layer][0], dim=-1) for layer in layers])
        if form == "sparse":
            places = self.chosen.pop(key, torch.arange(sizes.shape[1]).expand(sizes.shape))
            sizes = torch.zeros(len(sizes), self.context).scatter(1, places, sizes)
        return _digits(sizes)

    def shape(self) -> dict[str, Any]:
        """Identity and sizes of the model, by the names of `lab.memos.manifest.ModelShape`."""
        m = self.model
        return {
            "model_fp": self.model_fp,
            "d": m.d,
            "heads": m.heads,
            "layers": m.layers,
            "context": self.context,
            "vocab": m.vocab,
            "kept_tokens": self.recipe.kept_tokens,
            "kept_layers": len(self.recipe.kept_layers),
            "adapter": sum(part.numel() for part in self._new_adapter().tensors()),
        }

    def state_dict(self) -> State:
        """Every payload, by form and key."""
        return {f"{form}/{key}": dict(self.take(form, key)) for form, key in self.payloads}

    def load_state_dict(self, state: State) -> None:
        """Hold the payloads that `state` holds, bit for bit."""
        self.payloads = {}
        for name, arrays in state.items():
            form, _, key = name.partition("/")
            self.put(form, key, arrays)

    # --- making

    def _read_text(self, key: str, document: tuple[int, ...], relation: int) -> tuple[Tensor, int]:
        """Document and question in one pass, which leaves the document's keys and values behind."""
        context, trace = len(document), Trace()
        layout = layouts.parallel(1, context)
        tokens = torch.cat([torch.tensor([document]), self._question(document, relation)], dim=1)
        logits = self.model(tokens, layout=layout, trace=trace)
        keys, values = ([part[:, :, :context] for part in parts] for parts in (trace.keys, trace.values))
        self.just_read = (key, KeyValues(tuple(keys), tuple(values), end=context))
        return logits[0, 0], self._count(layout, None, answers=1)

    def _encode(self, document: tuple[int, ...]) -> tuple[KeyValues, int]:
        with torch.no_grad():
            memory = self.model.encode(torch.tensor([document]))
        return memory, self._count(layouts.document(len(document)), None, answers=0)

    def _whole(self, key: str, document: tuple[int, ...], source: str | None) -> tuple[KeyValues, int]:
        """Keys and values: those of the whole cache, those left by reading the text, or encoded anew."""
        if source == "kv":
            return self._key_values("kv", key), 0
        if source == "text" and self.just_read and self.just_read[0] == key:
            return self.just_read[1], 0
        return self._encode(document)

    @torch.no_grad()
    def _thinned(self, key: str, memory: KeyValues, document: tuple[int, ...]) -> tuple[KeyValues, int]:
        facts = len(self.vocabulary.facts_in(document))
        asked = self.vocabulary.questions(self._subject(document), range(facts))
        scores = query_probe(self.model, memory, torch.from_numpy(asked)[None])
        sparse = memory.sparsify(scores, self.recipe.kept_tokens, self.recipe.kept_layers)
        layers = [choose(scores[layer], self.recipe.kept_tokens)[0] for layer in self.recipe.kept_layers]
        self.chosen[key] = torch.cat(layers)
        probe = self._count(layouts.questions(1, len(document)), memory, answers=0)
        return sparse.quantize(self.recipe.bits), facts * probe

    def _train(self, document: tuple[int, ...]) -> tuple[Weights, int]:
        stated = self.vocabulary.facts_in(document)
        values = [stated[relation] for relation in sorted(stated)]
        facts = Facts.about(self.vocabulary, [self._subject(document)], [values])
        adapter = self._new_adapter()
        rate, context = self.recipe.learning_rate, len(document)
        writing = FactWriting(self.model, self.vocabulary, facts, adapter, rate, self.seed, context=context)
        for _ in range(self.recipe.lora_steps):
            writing.step()
        return Weights(adapter, adapter.folded(self.model)), writing.flops

    # --- looking up, packing

    def _key_values(self, form: str, key: str) -> KeyValues:
        kept = self.payloads[form, key]
        assert isinstance(kept, KeyValues)
        return kept

    def _weights(self, key: str) -> Weights:
        kept = self.payloads["lora", key]
        assert isinstance(kept, Weights)
        return kept

    def _new_adapter(self) -> Adapter:
        return Adapter(self.model, self.recipe.rank, torch.Generator().manual_seed(self.seed))

    def _unpacked(self, form: str, arrays: Arrays) -> KeyValues:
        whole = form == "kv"
        scales = None if whole else torch.from_numpy(arrays["scales"].astype(np.float32))
        stacked = torch.from_numpy(np.asarray(arrays["kv" if whole else "codes"], dtype=np.float32).copy())
        if scales is not None:
            stacked = stacked * scales[..., None, None]
        layers = list(range(self.model.layers)) if whole else list(self.recipe.kept_layers)
        empty = stacked[:1, :, :0]
        keys = {layer: stacked[2 * place : 2 * place + 1] for place, layer in enumerate(layers)}
        values = {layer: stacked[2 * place + 1 : 2 * place + 2] for place, layer in enumerate(layers)}
        every = range(self.model.layers)
        return KeyValues(
            tuple(keys.get(layer, empty) for layer in every),
            tuple(values.get(layer, empty) for layer in every),
            end=self.context,
            bits=32 if whole else self.recipe.bits,
            scales=() if scales is None else tuple(scales.view(len(layers), 1, 2, -1)),
        )

    def _unpacked_adapter(self, flat: Tensor) -> Weights:
        adapter = self._new_adapter()
        sizes = [part.numel() for part in adapter.tensors()]
        for part, saved in zip(adapter.tensors(), torch.split(flat, sizes), strict=True):
            part.data.copy_(saved.view_as(part))
        return Weights(adapter, adapter.folded(self.model))

    def _question(self, document: tuple[int, ...], relation: int) -> Tensor:
        return torch.from_numpy(self.vocabulary.questions([self._subject(document)], [relation]))

    def _subject(self, document: tuple[int, ...]) -> int:
        return next(token for token in document if token < self.vocabulary.subjects)

    def _count(self, layout: Layout, memory: KeyValues | None, answers: int) -> int:
        """FLOPs of a pass, from its shapes."""
        m, tokens = self.model, len(layout.positions)
        remembered = sum(keys.shape[2] for keys in memory.keys) if memory else 0
        pairs = m.layers * layout.pairs + tokens * remembered
        return flops.forward(m.d, m.layers, tokens, pairs, answers, m.vocab)


def _digits(sizes: Tensor) -> list[str]:
    """Rows of one digit a number: at least 1 for what is not zero."""
    scaled = torch.ceil(9 * sizes / sizes.max().clamp_min(1e-12)).to(torch.int64)
    return ["".join(str(int(digit)) for digit in row) for row in scaled]


def _digest(arrays: Arrays) -> str:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype.str} {arrays[name].shape} ".encode())
        digest.update(np.ascontiguousarray(arrays[name]).tobytes())
    return digest.hexdigest()
