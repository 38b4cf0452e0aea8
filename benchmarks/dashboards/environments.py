"""An environment for each tool, made once in the cache of whoever runs the benchmark."""

import os
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements")


def cache() -> Path:
    """Where environments lie: LAB_RIVALS, else a folder in the user's cache."""
    usual = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "lab-rivals"
    return Path(os.environ.get("LAB_RIVALS", usual))


def python(tool: str) -> Path:
    """The Python of a tool's environment, which holds exactly what its requirements name.

    Raises:
        CalledProcessError: pip could not install them; what it says stands on the terminal.
    """
    requirements = REQUIREMENTS / f"{tool}.txt"
    if not requirements.exists():
        return Path(sys.executable)  # this lab's own
    folder = cache() / tool
    found, done = folder / "bin" / "python", folder / "installed.txt"
    wanted = requirements.read_text(encoding="utf-8")
    if done.exists() and done.read_text(encoding="utf-8") == wanted:
        return found
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    quiet = ["--quiet", "--disable-pip-version-check"]
    subprocess.run([found, "-m", "pip", "install", *quiet, "-r", requirements], check=True)
    done.write_text(wanted, encoding="utf-8")
    return found


def version(tool: str) -> str:
    """The version of the package that a tool is named after."""
    lines = (REQUIREMENTS / f"{tool}.txt").read_text(encoding="utf-8").splitlines()
    return next(line.partition("==")[2] for line in lines if line.lower().startswith(f"{tool}=="))
