"""How the lab starts a process of its own, whatever folder and locale it was called from."""

import sys


def python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module with this interpreter.

    A `numpy.py` in the current folder is not ours (-P), and what such processes say to each other is UTF-8.
    """
    return [sys.executable, "-P", "-X", "utf8", "-m", module, *arguments]
