"""Types of the browser's bindings, from their dataclasses: `python -m lab.figures.types` writes them."""

import dataclasses
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any

from lab.contract.figure import Binding, Pick, Stop
from lab.contract.figure.sheet import Where
from lab.contract.settings import ROOT

FILE = ROOT / "assets" / "live" / "bindings" / "types.d.ts"
HEAD = """/** What the browser is told of bindings; `python -m lab.figures.types` writes this file. */

/** Coordinates that a member must have: each with a value, or with one of several. */
export type Where = Record<string, number | string | (number | string)[]>;
"""
NAMES: dict[Any, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    Any: "unknown",
    type(None): "null",
    Where: "Where",
}


def written() -> str:
    """The whole file."""
    kinds = sorted(Binding.__subclasses__(), key=lambda kind: kind.__name__)
    lines = [_declared(Stop), _declared(Pick)]
    lines += [_declared(kind, f'kind: "{kind.__name__.lower()}"') for kind in kinds]
    return "\n".join(
        [HEAD, *lines, "", f"export type Binding = {' | '.join(kind.__name__ for kind in kinds)};\n"]
    )


def _declared(kind: type[Any], *first: str) -> str:
    hints = typing.get_type_hints(kind)
    fields = [f"{field.name}: {_type(hints[field.name])}" for field in dataclasses.fields(kind)]
    return f"export type {kind.__name__} = {{ {'; '.join([*first, *fields])} }};"


def _type(hint: Any) -> str:
    """A Python type in TypeScript.

    Raises:
        TypeError: JSON has nothing like it.
    """
    origin, inner = (
        typing.get_origin(hint),
        [_type(argument) for argument in typing.get_args(hint) if argument is not ...],
    )
    if hint in NAMES:
        return NAMES[hint]
    if origin in (types.UnionType, typing.Union):
        return " | ".join(inner)
    if origin is tuple:
        return f"[{', '.join(inner)}]"
    if origin is Sequence:
        return f"({inner[0]})[]" if "|" in inner[0] else f"{inner[0]}[]"
    if origin is Mapping:
        return f"Record<{', '.join(inner)}>"
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return hint.__name__
    raise TypeError(f"{hint} is no JSON; use str, int, float, bool, Sequence, Mapping or tuple.")


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
