"""The life of a memory, as data: which state may follow which."""

from collections.abc import Mapping
from types import MappingProxyType

TRANSITIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "generated": frozenset({"activated", "merged", "archived", "expired", "frozen"}),
        "activated": frozenset({"generated", "merged", "archived", "expired", "frozen"}),
        "merged": frozenset({"activated", "archived", "frozen"}),
        "archived": frozenset({"activated", "expired", "frozen"}),
        "frozen": frozenset({"archived"}),
        "expired": frozenset(),
    }
)
STATES = tuple(TRANSITIONS)


def allowed(before: str, after: str) -> bool:
    """Whether a memory may go from one state to the other; who may do it is the store's question."""
    return after in TRANSITIONS.get(before, frozenset())
