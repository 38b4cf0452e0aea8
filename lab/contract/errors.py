"""The one family of errors that a person may read; anything else that reaches one is a bug."""

SENTENCE = 1000
"""Characters of the longest refusal."""


def sendable(sentence: str) -> str:
    """A sentence of bounded length, whatever it quotes, whose every character UTF-8 has: half a surrogate
    pair is none."""
    cut = sentence if len(sentence) <= SENTENCE else f"{sentence[: SENTENCE - 1]}…"
    return cut.encode(errors="replace").decode()


class LabError(Exception):
    """A sentence for a person: what was given, what is allowed, what to do. It can be sent anywhere."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sendable(sentence))


class BadInput(LabError):
    """Something that was typed, linked or sent is outside what is allowed."""


class NotFound(LabError):
    """The name or id is well formed, but nothing here goes by it."""


class Refused(LabError):
    """The request is understood and not granted: a limit, an owner, an origin."""


class OverLimit(Refused):
    """A limit is reached: on cost, on what waits, on what one visitor may have."""


class Conflict(Refused):
    """What the request is about is not in a state in which that can be done."""
