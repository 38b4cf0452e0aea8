"""The one family of errors that a person may read; anything else that reaches one is a bug."""


class LabError(Exception):
    """A sentence for a person: what was given, what is allowed, what to do."""


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
