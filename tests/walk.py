"""How far a page's settings travel: `python -m tests.walk [FUNCTION [LAST]]`, `lab.ui.page.experiment_page`.

The calls are followed in the order in which the code is written, each function once, from the page to the
call that hands its data to the browser. Printed: each stay in a file, then how many stays there are, in how
many files, and how many of them are in a room above the one before.
"""

import ast
import itertools
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from lab.contract.settings import ROOT

FIRST, LAST = "lab.ui.page.experiment_page", "lab.ui.live.live_figure"


class House:
    """Functions and methods of `lab` by their dotted names, and what each file imports."""

    def __init__(self, root: Path) -> None:
        self.functions: dict[str, ast.AST] = {}
        self.imports: dict[str, dict[str, str]] = {}
        for file in sorted((root / "lab").rglob("*.py")):
            module = ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
            self._read(module, ast.parse(file.read_text(encoding="utf-8")))

    def _read(self, module: str, tree: ast.Module) -> None:
        names = self.imports.setdefault(module, {})
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                self.functions[f"{module}.{node.name}"] = node
            elif isinstance(node, ast.ClassDef):
                names[node.name] = f"{module}.{node.name}"
                for part in node.body:
                    if isinstance(part, ast.FunctionDef):
                        self.functions[f"{module}.{node.name}.{part.name}"] = part

    def module(self, function: str) -> str:
        """The module in which a function or method is written."""
        while function not in self.imports:
            function = function.rpartition(".")[0]
        return function

    def called(self, function: str) -> Iterator[str]:
        """The functions of ours that a function names, in the order in which it names them."""
        module, known = self.module(function), self.imports[self.module(function)]
        written = ast.walk(self.functions[function])
        nodes = [node for node in written if isinstance(node, ast.Name | ast.Attribute)]
        for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
            text = ast.unparse(node)
            head, _, rest = text.partition(".")
            whole = f"{known[head]}.{rest}".rstrip(".") if head in known else f"{module}.{text}"
            if whole in self.functions and whole != function:
                yield whole


def walk(house: House, first: str, last: str) -> list[str]:
    """The modules stayed in on the way, neighbours different."""
    seen: set[str] = set()
    stays: list[str] = []

    def enter(function: str) -> bool:
        """Follow a function; whether the way ends in it."""
        seen.add(function)
        if not stays or stays[-1] != house.module(function):
            stays.append(house.module(function))
        return function == last or any(enter(one) for one in house.called(function) if one not in seen)

    enter(first)
    return stays


def height(module: str) -> tuple[int, int]:
    """The place of a module's room among the layers, and within `runs` and `contract`; 0 is above."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    orders = {
        one["containers"][0]: one["layers"] for one in contracts["contracts"] if one["type"] == "layers"
    }
    found = []
    for container in ("lab", ".".join(module.split(".")[:2])):
        room = module.removeprefix(f"{container}.").split(".")[0]
        layers = [layer.split(" | ") for layer in orders.get(container, [])]
        found.append(next((place for place, rooms in enumerate(layers) if room in rooms), 0))
    return found[0], found[1]


def climbs(stays: list[str]) -> list[str]:
    """The stays that lie above the one before."""
    return [to for origin, to in itertools.pairwise(stays) if height(to) < height(origin)]


def main(first: str = FIRST, last: str = LAST) -> None:
    """Print the way, and its counts."""
    stays = walk(House(ROOT), first, last)
    print(*stays, sep="\n")
    print(f"{len(stays)} stays in {len(set(stays))} files, {len(climbs(stays))} ways back up")


if __name__ == "__main__":
    main(*sys.argv[1:])
