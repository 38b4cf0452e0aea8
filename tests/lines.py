"""Lines of the experiments by kind of file, at a commit and now: `python -m tests.lines f69f079`."""

import subprocess
import sys
from collections import Counter

from lab.contract.settings import ROOT

KINDS = ("config", "training", "claims", "sentence", "figures", "cuts", "__init__")
FOLDER = "lab/experiments"


def git(*arguments: str) -> str:
    """What git prints."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def lines(commit: str) -> Counter[str]:
    """Lines of a commit's files by kind."""
    counted: Counter[str] = Counter()
    for path in git("ls-tree", "-r", "--name-only", commit, FOLDER).split():
        name, _, ending = path.rpartition("/")[2].rpartition(".")
        if ending == "py":
            counted[name if name in KINDS else "other"] += git("show", f"{commit}:{path}").count("\n")
    return counted


def main(before: str, after: str = "HEAD") -> None:
    """Print a Markdown table."""
    old, new = lines(before), lines(after)
    print(f"| kind | {before} | {after} | |\n|---|---|---|---|")
    for kind in (*KINDS, "other"):
        print(f"| {kind} | {old[kind]} | {new[kind]} | {new[kind] - old[kind]:+} |")
    print(f"| all | {old.total()} | {new.total()} | {new.total() - old.total():+} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
