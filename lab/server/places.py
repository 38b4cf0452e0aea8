"""Connections that stay open: so many in all, of these half at one address, an eighth for one visitor."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from lab.contract.errors import OverLimit
from lab.contract.settings import number
from lab.runs.service.fair import Asker


class Places:
    """The places that are taken; lives on the server's event loop."""

    def __init__(self) -> None:
        self._addresses, self._visitors = Counter[str](), Counter[str]()

    def check(self, asker: Asker) -> None:
        """Whether there is one more for who asks; those of an address who have no cookie are one visitor.

        Raises:
            OverLimit: there is none, in all, at their address, or for them.
        """
        most, taken = int(number("LAB_MAX_VIEWERS")), self._addresses.total()
        there, theirs = self._addresses[asker.address], self._visitors[_visitor(asker)]
        if taken >= most:
            raise OverLimit(f"{taken} watch already; try again in a minute.")
        if asker.address and there >= max(1, most // 2):
            raise OverLimit(f"{there} watch from your address already: close some of their pages.")
        if theirs >= max(1, most // 8):
            raise OverLimit(f"{theirs} pages of yours watch already: close some of them.")

    @contextmanager
    def taken(self, asker: Asker) -> Iterator[None]:
        """One is, while the block runs."""
        for counter, key in ((self._addresses, asker.address), (self._visitors, _visitor(asker))):
            counter[key] += 1
        try:
            yield
        finally:
            self._addresses -= Counter((asker.address,))  # forgets those at which nobody is left
            self._visitors -= Counter((_visitor(asker),))


def _visitor(asker: Asker) -> str:
    return asker.share or asker.address
