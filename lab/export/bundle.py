"""Plotly's installed bundle with the kinds of traces alone that figures have: a quarter of its bytes.

The bundle is one file of modules, `var NAME=W((exports,module)=>{…});`, each of which runs when another one
calls its name. The last registers every kind of trace: it is told fewer, and what nothing names any more is
left out.
"""

import functools
import importlib.metadata
import importlib.util
import re
from collections.abc import Collection
from pathlib import Path

from lab.contract.figure.figure import TRACES

_MODULE = re.compile(r"(?=var [\w$]+=W\()")
_NAMED = re.compile(r"var ([\w$]+)=")
_WORD = re.compile(r"[\w$]+")
_REGISTERED = re.compile(r"\.register\(\[((?:[\w$]+\(\),?)+)\]\)")
_KIND = re.compile(r'moduleType:"trace",name:"(\w+)"')
_PASSES_ON = re.compile(r"\.exports=([\w$]+)\(\)")


def address() -> str:
    """What the server calls it, from the lab's beginning on: another name where it would be another file."""
    return f"live/plotly-{importlib.metadata.version('plotly')}-{'-'.join(TRACES)}.js"


@functools.cache
def plotly() -> bytes:
    """The bundle of the installed plotly package, cut down."""
    found = importlib.util.find_spec("plotly")
    if found is None or found.origin is None:
        raise RuntimeError("plotly is not installed")
    path = Path(found.origin).parent / "package_data" / "plotly.min.js"
    return cut(path.read_text(encoding="utf-8"), TRACES).encode()


def cut(bundle: str, kinds: Collection[str]) -> str:
    """A bundle that registers these kinds alone, without what only others need; of another make as it is."""
    parts = _MODULE.split(bundle)
    registered = _REGISTERED.search(parts[-1])
    if registered is None:
        return bundle
    modules = {named[1]: part for part in parts if (named := _NAMED.match(part))}
    kept = [name for name in _WORD.findall(registered[1]) if _kind(name, modules) in kinds]
    start, end = registered.span(1)
    parts[-1] = parts[-1][:start] + ",".join(f"{name}()" for name in kept) + parts[-1][end:]
    return "".join(part for part, needed in zip(parts, _needed(parts), strict=True) if needed)


def _kind(name: str, modules: dict[str, str]) -> str | None:
    """The kind of trace that a module is, or hands on."""
    while found := _PASSES_ON.search(modules.get(name, "")):
        name = found[1]
    kind = _KIND.search(modules.get(name, ""))
    return kind and kind[1]


def _needed(parts: list[str]) -> list[bool]:
    """Whether each part is named by one that is needed; needed is whatever is more than a module."""
    numbers = {
        named[1]: number
        for number, part in enumerate(parts[:-1])
        if (named := _NAMED.match(part)) and part.rstrip().endswith("});")
    }
    waiting = list(set(range(len(parts))) - set(numbers.values()))
    needed = [False] * len(parts)
    while waiting:
        number = waiting.pop()
        if needed[number]:
            continue
        needed[number] = True
        waiting += [numbers[word] for word in set(_WORD.findall(parts[number])) & numbers.keys()]
    return needed
