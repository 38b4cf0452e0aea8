"""The one document and question that the page shows: about Mira, in the words of the run's own world."""

import numpy as np
import numpy.typing as npt

from lab.experiments.memory_model.config import Config
from lab.numerics.facts import RELATIONS, World, subject_name

SUBJECT, ASKED = 0, 0
"""Mira; what she drinks."""
ROW = 8
"""Words in a row of the picture."""


def example(config: Config) -> tuple[list[int], list[int]]:
    """Tokens of the document and of the question."""
    world = World.drawn(config.seed)
    question = world.vocabulary.questions(SUBJECT, ASKED)
    return world.document(SUBJECT, config.context).tolist(), question.tolist()


def truth(config: Config) -> int:
    """The value that the document states."""
    return int(World.drawn(config.seed).table[SUBJECT, ASKED])


def asked() -> str:
    """The question in words."""
    return f"What does {subject_name(SUBJECT)} {RELATIONS[ASKED].removesuffix('s')}?"


def chips(values: npt.NDArray[np.floating]) -> npt.NDArray[np.float32]:
    """One number a word, laid out in rows of ROW, top row last; empty places are NaN."""
    rows = -(-len(values) // ROW)
    laid = np.full(rows * ROW, np.nan, np.float32)
    laid[: len(values)] = values
    return laid.reshape(rows, ROW)[::-1].copy()


def words(config: Config) -> list[list[str]]:
    """The document's words as `chips` lays them out."""
    vocabulary = World.drawn(config.seed).vocabulary
    said = [vocabulary.word(token) for token in example(config)[0]]
    said += [""] * (-len(said) % ROW)
    return [said[start : start + ROW] for start in range(0, len(said), ROW)][::-1]
