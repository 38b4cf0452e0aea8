"""docs/map.md is the tree: each room of `lab`, in the order of the layers, with its docstring's words."""

import ast
import re
import tomllib

from lab.contract.settings import ROOT
from tests.documents import text

LINE = re.compile(r"^ *- `(lab/[\w/]*)`: (.+)$", re.MULTILINE)
MAP = dict(LINE.findall(text("docs/map.md")))
EXPERIMENT = re.compile(r"lab/experiments/\w+/\w+/")


def rooms() -> dict[str, str]:
    """Folder of each package but those of single experiments -> the first paragraph of its docstring."""
    found = {}
    for file in sorted((ROOT / "lab").rglob("__init__.py")):
        folder = f"{file.parent.relative_to(ROOT)}/"
        words = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        if not EXPERIMENT.match(folder) and folder != "lab/":
            found[folder] = " ".join(words.split("\n\n")[0].split())
    return found


def test_every_room_is_on_the_map_in_its_own_words():
    assert rooms() == MAP


def test_the_map_is_in_the_order_of_the_layers():
    """Whoever reads it from above meets nothing that uses what comes before it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    for contract in contracts["contracts"]:
        if contract["type"] != "layers":
            continue
        (container,) = contract["containers"]
        order = [name for layer in contract["layers"] for name in layer.split(" | ")]
        below = f"{container.replace('.', '/')}/"
        shown = [room.removeprefix(below).strip("/") for room in MAP if room.startswith(below)]
        rooms = [name for name in shown if name and "/" not in name]
        assert rooms == [name for name in order if name in rooms]
