"""A ready notebook for each experiment: `python -m lab.export.notebook write | run [NAME …]`.

`write` makes docs/notebooks/NAME.ipynb; `run` executes the cells of each in a process of its own.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lab import experiments
from lab.contract.errors import BadInput
from lab.contract.experiment import Experiment
from lab.contract.figure import Line
from lab.contract.settings import ROOT, environment

FOLDER = ROOT / "docs" / "notebooks"


def notebook(experiment: Experiment) -> dict[str, Any]:
    """The notebook's JSON (nbformat 4.5): the question, a run, its rows, moments, claims and link."""
    preset, paper = experiment.presets[0], experiment.paper
    cells = [
        _words(f"# {experiment.question}\n\n{experiment.answer}"),
        _words(f"{paper.authors}: [{paper.title}]({paper.link})."),
        _code(f'import lab\n\nrun = lab.run("{experiment.name}", preset="{preset.name}")\nrun.wait()'),
        _words(f"*{preset.title}.* One row a step; of a set the members' rows one after the other."),
        _code("run.frame.tail()"),
        _code(_plot(experiment)),
        _words("Named moments, and what this run says to the paper's claims."),
        _code("run.marks[:10]"),
        _code("run.claims"),
        _words("The page of this run, and how to open it again from its link."),
        _code("again = lab.open(run.link)\nassert again.digests == run.digests\nrun.link"),
    ]
    numbered = [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells)]
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"language_info": {"name": "python"}},
        "cells": numbered,
    }


def write(names: Sequence[str], folder: Path = FOLDER) -> list[Path]:
    """Write the notebooks of these experiments; their files."""
    folder.mkdir(parents=True, exist_ok=True)
    notebooks = {folder / f"{name}.ipynb": notebook(experiments.find(name)) for name in names}
    for path, content in notebooks.items():
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return list(notebooks)


def source(path: Path) -> str:
    """The code cells of a notebook, as one script."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


def run(path: Path) -> int:
    """Execute a notebook's cells in a process of their own, without a display; its exit code."""
    script = f"import matplotlib\n\nmatplotlib.use('agg')\n{source(path)}\n"
    process = [sys.executable, "-"]
    done = subprocess.run(process, input=script.encode(), cwd=ROOT, env=environment(), check=False)
    return done.returncode


def _plot(experiment: Experiment) -> str:
    """A plot of the first curve of the first figure, if it has one."""
    figure = experiment.figures(experiment.configure())[0]
    for binding in figure.bindings:
        if isinstance(binding, Line):
            log = figure.layout.get("yaxis", {}).get("type") == "log"
            return f'run.frame.plot(x="{binding.x}", y="{binding.y}", kind="scatter", s=2, logy={log});'
    return "run.frame.describe()"


def _words(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text.splitlines(keepends=True)}


def _code(text: str) -> dict[str, Any]:
    lines = text.splitlines(keepends=True)
    return {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": lines}


def main(command: str, names: Sequence[str]) -> int:
    """The command; 1 if a notebook failed."""
    names = names or list(experiments.PACKAGES)
    if command == "write":
        for path in write(names):
            print(path.relative_to(ROOT))
        return 0
    if command != "run":
        raise BadInput(f"{command} is not one of write, run.")
    failed = [name for name in names if run(FOLDER / f"{name}.ipynb")]
    print(
        f"{len(names) - len(failed)} of {len(names)} notebooks ran"
        + "".join(f"\nfailed: {name}" for name in failed)
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
