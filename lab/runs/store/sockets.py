"""Unix sockets in the store's directory, however deep it lies: a socket's path may have only 108 bytes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST = 100


@contextmanager
def address(path: Path) -> Iterator[str]:
    """An address for `bind`, `connect` or `sendto` that is short enough: of a deep path, through /proc."""
    if len(os.fsencode(path)) <= LONGEST:
        yield str(path)
        return
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{directory}/{path.name}"
    finally:
        os.close(directory)
