"""The one document and question that the page shows: about Mira, in the words of the run's own world."""

import numpy as np
import numpy.typing as npt

from lab.experiments.remembering.memory_model.config import Config
from lab.worlds.facts import RELATIONS, VALUES, World, subject_name

SUBJECT, ASKED = 0, 0
"""Mira; what she drinks."""
DRINKS, OTHERS = ("tea", "coffee", "juice", "milk", "cocoa", "water", "rain", "snow"), 4
"""Other things that she might drink, and how many of these are tried."""
SHORT = 16
"""Words of a document that leaves room for rows of four, which are read on a phone, too."""


def example(config: Config) -> tuple[list[list[int]], list[int]]:
    """Tokens of the document, once with each of the values that it may state, and of the question."""
    world, at = World.drawn(config.seed), _stated(config)
    document = world.document(SUBJECT, config.context).tolist()
    first = world.vocabulary.first_value
    documents = [[*document[:at], first + value, *document[at + 1 :]] for value in stated(config)]
    return documents, world.vocabulary.questions(SUBJECT, ASKED).tolist()


def truth(config: Config) -> int:
    """The value that the document states."""
    return int(World.drawn(config.seed).table[SUBJECT, ASKED])


def stated(config: Config) -> list[int]:
    """The values that the document is read with: its own first, then others of which it has no other."""
    own = World.drawn(config.seed).table[SUBJECT].tolist()
    others = [value for value in (VALUES.index(word) for word in DRINKS) if value not in own]
    return [truth(config), *others[:OTHERS]]


def place(config: Config) -> tuple[int, int]:
    """Column and row of that value among `words`."""
    at, row = _stated(config), _row(config.context)
    return at % row, len(words(config)[0]) - 1 - at // row


def asked() -> str:
    """The question in words."""
    return f"What does {subject_name(SUBJECT)} {RELATIONS[ASKED].removesuffix('s')}?"


def chips(values: npt.NDArray[np.floating]) -> npt.NDArray[np.float32]:
    """One number a word, laid out in rows, the first one last; empty places are NaN."""
    row = _row(len(values))
    laid = np.full(len(values) + -len(values) % row, np.nan, np.float32)
    laid[: len(values)] = values
    return laid.reshape(-1, row)[::-1].copy()


def words(config: Config) -> list[list[list[str]]]:
    """The words of the document as `chips` lays them out, with each of the values."""
    vocabulary, row = World.drawn(config.seed).vocabulary, _row(config.context)
    laid = []
    for document in example(config)[0]:
        text = [vocabulary.word(token) for token in document]
        text += [""] * (-len(text) % row)
        laid.append([text[start : start + row] for start in range(0, len(text), row)][::-1])
    return laid


def _stated(config: Config) -> int:
    """Where in the document the value stands that is asked for: behind its relation."""
    world = World.drawn(config.seed)
    document = world.document(SUBJECT, config.context).tolist()
    return int(document.index(world.vocabulary.first_relation + ASKED)) + 1


def _row(words: int) -> int:
    """Words in a row of the picture."""
    return 4 if words <= SHORT else 8
