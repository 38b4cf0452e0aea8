"""A guide's files, built from its text in a copy of the lab."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from lab.contract.settings import ROOT

BLOCK = re.compile(r"^`([\w./-]+)`\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Guide:
    """The text of docs/NAME.md, and the files that it shows."""

    def __init__(self, name: str) -> None:
        self.text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
        self.files: dict[str, str] = dict(BLOCK.findall(self.text))

    def built(self, root: Path, sources: Sequence[str]) -> "Copy":
        """A copy of these files and folders of the lab, with the guide's own in their places."""
        for name in (*sources, "pyproject.toml"):
            source = ROOT / name
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)
        for name, text in self.files.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return Copy(root)


class Copy:
    """A copy of the lab, and the environment in which it runs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.environment = {**os.environ, "PYTHONPATH": str(root), "LAB_HOME": str(root / "home")}

    def replace(self, file: str, before: str, after: str) -> None:
        """Change what stands once in a file."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1
        path.write_text(text.replace(before, after), encoding="utf-8")

    def python(self, *arguments: str) -> str:
        """What `python -m` prints; it has to succeed."""
        return self.run(sys.executable, "-m", *arguments)

    def node(self, *arguments: str) -> str:
        """What node prints; it has to succeed."""
        return self.run(str(Path(sys.executable).with_name("node")), *arguments)

    def tried(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """What came of a command, whatever it is."""
        return subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, encoding="utf-8"
        )

    def run(self, *command: str) -> str:
        done = self.tried(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def clean(self, names: Sequence[str]) -> None:
        """Its Python files are as the gate wants them."""
        files = [name for name in names if name.endswith(".py")]
        assert "passed" in self.python("ruff", "check", "--no-cache", *files)
        assert "already formatted" in self.python("ruff", "format", "--check", "--no-cache", *files)
