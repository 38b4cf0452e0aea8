"""What is asked of every sentence that a person reads."""

import re

NO_WORDS = re.compile(r"\b(nan|inf|none|null)\b", re.IGNORECASE)
"""What programs write in the place of a number."""


def plain(sentence: str) -> bool:
    """Whether it is one, in words and numbers."""
    return sentence.endswith(".") and not NO_WORDS.search(sentence)
