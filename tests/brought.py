"""Packages that bring experiments: the guide's, installed as people install it, and broken ones."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.docs.guide import Guide

HOUSE = "lab/experiments/optimization/"
MODULE = "heavy_ball"


def heavy_ball(folder: Path) -> Path:
    """The guide's package, built from its text and installed: the folder for PYTHONPATH."""
    project, target = folder / "project", folder / "installed"
    for name, text in Guide("adding-an-experiment").files.items():
        if name.startswith(HOUSE):
            place = project / name.removeprefix(HOUSE)
        elif name.startswith("heavy-ball/"):
            place = project / name.removeprefix("heavy-ball/")
        else:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.replace(f"lab.experiments.optimization.{MODULE}", MODULE), encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--no-deps")
    subprocess.run(
        (*pip, "--no-index", "--no-build-isolation", "--target", str(target), str(project)), check=True
    )
    return target


def bring(folder: Path, package: str, points: Mapping[str, str], modules: Mapping[str, str]) -> Path:
    """A package as pip leaves one: modules by file name, and entry points of the lab's group."""
    for name, text in modules.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    about = folder / f"{package.replace('-', '_')}-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8"
    )
    lines = [f"{name} = {value}" for name, value in points.items()]
    text = "\n".join(["[lab.experiments]", *lines, ""])
    (about / "entry_points.txt").write_text(text, encoding="utf-8")
    return folder
