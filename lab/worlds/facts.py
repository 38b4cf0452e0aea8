"""The small world that the decoder reads about: who drinks what, as numbers and as words.

A fact is (subject, relation, value). A document is about one subject: its four facts, each as three
tokens, in random order with single filler tokens between them. A question is [?, subject, relation] and
its answer the next token. The model sees only numbers; the words are for people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Tokens = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# fmt: off
NAMES = (
    "Mira", "Tom", "Ada", "Leo", "Nora", "Sam", "Ida", "Max", "Zoe", "Ben", "Lea", "Jon", "Eva", "Kai",
    "Ann", "Finn", "Ruth", "Paul", "Lily", "Omar", "Vera", "Hugo", "Maya", "Karl", "Rosa", "Ivan", "Tess",
    "Noah", "Gina", "Emil", "Clara", "Otto", "Jana", "Axel", "Dora", "Luis", "Nina", "Rolf", "Sara", "Theo",
    "Alma", "Bruno", "Cleo", "Dan", "Elsa", "Felix", "Greta", "Hans", "Iris", "Jack", "Kira", "Lars",
    "Mona", "Nils", "Olga", "Pia", "Ravi", "Sven", "Tara", "Uma", "Viktor", "Wanda", "Yuri", "Zita",
)
RELATIONS = ("drinks", "lives in", "keeps", "likes")
VALUES = (
    "tea", "milk", "cocoa", "juice", "water", "coffee", "rain", "snow", "Rome", "Lima", "Oslo", "Cairo",
    "Paris", "Kyoto", "Malta", "Bern", "cats", "bees", "books", "maps", "stones", "roses", "coins", "boats",
    "jazz", "chess", "soup", "plums", "bread", "honey", "salt", "moss",
)
# fmt: on
FILLERS = ("well", "so", "then", "also")


@dataclass(frozen=True)
class Vocabulary:
    """Token numbers: subjects first, then relations, values, fillers, the question mark, one to spare."""

    subjects: int = 64
    relations: int = 4
    values: int = 32
    fillers: int = 4

    @property
    def first_relation(self) -> int:
        """Token of relation 0."""
        return self.subjects

    @property
    def first_value(self) -> int:
        """Token of value 0."""
        return self.subjects + self.relations

    @property
    def first_filler(self) -> int:
        """Token of filler 0."""
        return self.first_value + self.values

    @property
    def question(self) -> int:
        """Token that opens a question."""
        return self.first_filler + self.fillers

    @property
    def size(self) -> int:
        """Number of tokens, the spare one included: 106 for 64 subjects."""
        return self.question + 2

    def word(self, token: int) -> str:
        """The token as people read it; subjects beyond the 64 names are numbered."""
        if token < self.first_relation:
            return subject_name(token)
        for first, words in (
            (self.first_relation, RELATIONS),
            (self.first_value, VALUES),
            (self.first_filler, FILLERS),
        ):
            if first <= token < first + len(words):
                return words[token - first]
        return "?" if token == self.question else "·"

    def questions(self, subjects: npt.ArrayLike, relations: npt.ArrayLike) -> Tokens:
        """Tokens of questions, shape (..., 3), for subjects and relations of one shape (...)."""
        subject, relation = np.broadcast_arrays(np.asarray(subjects), np.asarray(relations))
        opening = np.full(subject.shape, self.question)
        return np.stack([opening, subject, relation + self.first_relation], axis=-1).astype(np.int64)

    def documents(
        self, subjects: npt.ArrayLike, values: npt.ArrayLike, order: Floats, fill: Floats
    ) -> Tokens:
        """Documents of C tokens.

        Args:
            subjects: subject of each document, shape (n,).
            values: value of each relation, shape (n, relations).
            order: uniforms that decide the order of facts and fillers, shape (n, C - 2 relations).
            fill: uniforms that choose the fillers, shape (n, C - 3 relations).

        Returns:
            Tokens, shape (n, C).
        """
        subject, value = np.asarray(subjects), np.asarray(values)
        n, facts = value.shape
        fillers = self.first_filler + (fill * self.fillers).astype(np.int64)
        units = np.argsort(order, axis=1)
        lengths = np.where(units < facts, 3, 1)
        starts = np.empty_like(units)
        np.put_along_axis(starts, units, np.cumsum(lengths, axis=1) - lengths, axis=1)
        tokens = np.empty((n, facts * 3 + fill.shape[1]), dtype=np.int64)
        triple = np.stack(
            [
                np.broadcast_to(subject[:, None], value.shape),
                np.broadcast_to(self.first_relation + np.arange(facts), value.shape),
                self.first_value + value,
            ]
        )
        for part in range(3):
            np.put_along_axis(tokens, starts[:, :facts] + part, triple[part], axis=1)
        np.put_along_axis(tokens, starts[:, facts:], fillers, axis=1)
        return tokens

    def facts_in(self, document: Sequence[int]) -> dict[int, int]:
        """The facts that a document states, relation -> value; the order of the text does not matter."""
        facts: dict[int, int] = {}
        for before, after in pairwise(document):
            relation, value = before - self.first_relation, after - self.first_value
            if 0 <= relation < self.relations and 0 <= value < self.values:
                facts[relation] = value
        return facts


def subject_name(subject: int) -> str:
    """First name of a subject: Mira, …, and for the 65th Mira 2."""
    lap, name = divmod(subject, len(NAMES))
    return NAMES[name] if lap == 0 else f"{NAMES[name]} {lap + 1}"


@dataclass(frozen=True)
class World:
    """A table of random facts: `table[subject, relation]` is a value, drawn from the seed."""

    vocabulary: Vocabulary
    table: Tokens

    @classmethod
    def drawn(cls, seed: int, vocabulary: Vocabulary | None = None) -> "World":
        """The world of a seed: every value independent and uniform."""
        known = vocabulary or Vocabulary()
        table = np.random.default_rng([seed, 0]).integers(
            known.values, size=(known.subjects, known.relations)
        )
        return cls(known, table.astype(np.int64))

    def document(self, subject: int, context: int = 16, edition: int = 0) -> Tokens:
        """The document on a subject, shape (context,); each edition orders the same facts anew."""
        return write_document(self.vocabulary, subject, self.table[subject], context, (subject, edition))


def write_document(
    vocabulary: Vocabulary, subject: int, values: npt.ArrayLike, context: int, seed: Sequence[int]
) -> Tokens:
    """One document, shape (context,), whose order and fillers follow from the seed."""
    rng = np.random.default_rng([*seed, 1])
    facts = vocabulary.relations
    order, fill = rng.random((1, context - 2 * facts)), rng.random((1, context - 3 * facts))
    document: Tokens = vocabulary.documents([subject], np.asarray(values)[None], order, fill)[0]
    return document


@dataclass(frozen=True)
class Wording:
    """How facts become a document and a document facts, for a store: subjects beyond the names share them."""

    vocabulary: Vocabulary
    context: int = 16

    @property
    def relations(self) -> int:
        """Facts a document states."""
        return self.vocabulary.relations

    def write(self, slot: int, values: Sequence[int], edition: int) -> tuple[int, ...]:
        """The document on a slot's subject, its order and fillers drawn from the edition."""
        subject = slot % self.vocabulary.subjects
        return tuple(write_document(self.vocabulary, subject, values, self.context, (slot, edition)).tolist())

    def facts(self, document: Sequence[int]) -> dict[int, int]:
        """What a document states, relation -> value."""
        return self.vocabulary.facts_in(document)

    def is_about(self, slot: int, document: Sequence[int]) -> bool:
        """Whether a document states every fact about a slot's subject, and nothing about another."""
        subjects = {token for token in document if token < self.vocabulary.subjects}
        complete = len(self.facts(document)) == self.relations
        return complete and subjects == {slot % self.vocabulary.subjects}
