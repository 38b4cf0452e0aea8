"""What strangers send: a number is read by its length, then its range; a sentence repeats little of it."""

import json
from typing import Any

from lab.contract.errors import BadInput, sendable

DIGITS = 16
"""Digits of the largest whole number that JSON carries exactly, 2^53."""
NUMERAL = 40
"""Characters of a number with all the digits that a float64 has."""
QUOTED = 80
"""Characters that a sentence repeats of a value."""


def whole(text: str) -> int | None:
    """The whole number from 0 up that a text is; None where it is none, or has too many digits."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= DIGITS else None


def quoted(value: object) -> str:
    """A value as a sentence repeats it: short, and of characters that can be sent."""
    if isinstance(value, int) and abs(value) >= 10**DIGITS:
        return f"a number of over {DIGITS} digits"
    return sendable(str(value)[:QUOTED])


def read_json(text: str | bytes, what: str = "The body") -> Any:
    """The value of a JSON text, whose numbers are finite and not longer than JSON carries.

    Raises:
        BadInput: it is no such text, in one sentence.
    """
    try:
        value = json.loads(text, parse_int=_integer, parse_float=_number, parse_constant=_no_constant)
        if b"\\u" in text if isinstance(text, bytes) else "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair has no bytes
    except BadInput:
        raise
    except UnicodeEncodeError:
        raise BadInput("A text in it holds half a character (a lone surrogate): send it as UTF-8.") from None
    except (ValueError, RecursionError):
        raise BadInput(f"{what} is not JSON.") from None
    return value


def _integer(text: str) -> int:
    if len(text) > DIGITS + 1:
        raise BadInput(f"{text[:DIGITS]}… has {len(text)} digits; a whole number has at most {DIGITS}.")
    return int(text)


def _number(text: str) -> float:
    number = float(text[:NUMERAL]) if len(text) > NUMERAL else float(text)
    if len(text) > NUMERAL or abs(number) == float("inf"):
        raise BadInput(f"{text[:QUOTED]} is no number that can be computed with.")
    return number


def _no_constant(name: str) -> float:
    raise ValueError(name)
