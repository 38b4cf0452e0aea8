"""The one document and question that the page shows: about Mira, in the words of the run's own world."""

import numpy as np
import numpy.typing as npt

from lab.experiments.memory_model.config import Config
from lab.numerics.facts import RELATIONS, World, subject_name

SUBJECT, ASKED = 0, 0
"""Mira; what she drinks."""
SHORT = 16
"""Words of a document that leaves room for rows of four, which are read on a phone, too."""


def example(config: Config) -> tuple[list[int], list[int]]:
    """Tokens of the document and of the question."""
    world = World.drawn(config.seed)
    question = world.vocabulary.questions(SUBJECT, ASKED)
    return world.document(SUBJECT, config.context).tolist(), question.tolist()


def truth(config: Config) -> int:
    """The value that the document states."""
    return int(World.drawn(config.seed).table[SUBJECT, ASKED])


def place(config: Config) -> tuple[int, int]:
    """Column and row of that value among `words`."""
    (at,) = (i for i, said in enumerate(_said(config)) if said == RELATIONS[ASKED])
    row, laid = _row(config.context), words(config)
    return (at + 1) % row, len(laid) - 1 - (at + 1) // row


def asked() -> str:
    """The question in words."""
    return f"What does {subject_name(SUBJECT)} {RELATIONS[ASKED].removesuffix('s')}?"


def chips(values: npt.NDArray[np.floating]) -> npt.NDArray[np.float32]:
    """One number a word, laid out in rows, the first one last; empty places are NaN."""
    row = _row(len(values))
    laid = np.full(len(values) + -len(values) % row, np.nan, np.float32)
    laid[: len(values)] = values
    return laid.reshape(-1, row)[::-1].copy()


def words(config: Config) -> list[list[str]]:
    """The document's words as `chips` lays them out."""
    said = _said(config)
    row = _row(len(said))
    said += [""] * (-len(said) % row)
    return [said[start : start + row] for start in range(0, len(said), row)][::-1]


def _said(config: Config) -> list[str]:
    """The document, word by word."""
    vocabulary = World.drawn(config.seed).vocabulary
    return [vocabulary.word(token) for token in example(config)[0]]


def _row(words: int) -> int:
    """Words in a row of the picture."""
    return 4 if words <= SHORT else 8
