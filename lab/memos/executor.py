"""What the store asks of a model, and the executor that has none: it knows only the prices.

Only plain values pass this border, so that a model's side needs nothing of the store.
"""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy.typing as npt

from lab.memos.canonical import sha256
from lab.memos.costs import Costs
from lab.memos.cube import Document, Form

Arrays = Mapping[str, npt.NDArray[Any]]


class Executor(Protocol):
    """Reads and writes memories on some model; `key` is the id of the text, FLOPs are what it really took."""

    @property
    def model_fp(self) -> str:
        """Fingerprint of the model: caches belong to it."""

    def read(self, form: Form, key: str, document: Document, relation: int) -> tuple[int | None, int]:
        """Answer a question: (value or None where there is no model, FLOPs)."""

    def write(self, form: Form, key: str, document: Document, source: Form | None) -> tuple[str, int, int]:
        """Make a cache: (SHA-256 of its payload, bytes, FLOPs)."""

    def drop(self, form: Form, key: str) -> None:
        """Forget a cache."""

    def take(self, form: Form, key: str) -> Arrays:
        """A cache's payload, to be carried elsewhere."""

    def put(self, form: Form, key: str, arrays: Arrays) -> str:
        """Take a cache in that was made elsewhere on the same model; its SHA-256."""


class Priced:
    """An executor without a model: every act costs what the price list says, nothing is answered."""

    def __init__(self, costs: Costs, model_fp: str = "priced") -> None:
        self.costs = costs
        self._model_fp = model_fp

    @property
    def model_fp(self) -> str:
        """Name of the absent model."""
        return self._model_fp

    def read(self, form: Form, key: str, document: Document, relation: int) -> tuple[int | None, int]:  # noqa: ARG002
        """No answer, the price of a read."""
        return None, self.costs.read(form)

    def write(self, form: Form, key: str, document: Document, source: Form | None) -> tuple[str, int, int]:  # noqa: ARG002
        """A hash of the name, the size and the price."""
        return sha256(f"{key}/{form}".encode()), self.costs.size(form), self.costs.write(form, source)

    def drop(self, form: Form, key: str) -> None:
        """Nothing was kept."""

    def take(self, form: Form, key: str) -> Arrays:  # noqa: ARG002
        """There is no payload."""
        return {}

    def put(self, form: Form, key: str, arrays: Arrays) -> str:  # noqa: ARG002
        """A hash of the name."""
        return sha256(f"{key}/{form}".encode())
