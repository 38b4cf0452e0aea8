"""Git is not a store: how many bytes the tree has, and how many a commit may add to it."""

import re
import subprocess

import pytest

from lab import experiments
from lab.contract.settings import ROOT

TREE, FILE, COMMIT = 33_000_000, 2_000_000, 3_000_000
"""Bytes of all that is committed, of one file, and of what one commit adds."""
MADE = re.compile(r"assets/(?:recordings|tiles)/([a-z-]+?)(?=/|-\d|-light|-dark|\.)")
"""What is made anew with an experiment's version, in a commit that raises it."""


pytestmark = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone: nothing is committed here")


def git(*arguments: str) -> str:
    command = ["git", "-c", "safe.directory=*", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout


def blobs(commit: str) -> dict[str, tuple[str, int]]:
    """Path of each file of a commit -> its hash and its size in bytes."""
    lines = git("ls-tree", "-r", "--long", "-z", commit).split("\0")
    rows = (line.partition("\t") for line in lines if line)
    return {path: (facts.split()[2], int(facts.split()[3])) for facts, _, path in rows}


def remade() -> set[str]:
    """Experiments whose version this commit changes."""
    files = {
        name: f"{package.replace('.', '/')}/__init__.py" for name, package in experiments.PACKAGES.items()
    }
    changed = {name: git("diff", "HEAD^", "HEAD", "--", file) for name, file in files.items()}
    return {name for name, lines in changed.items() if re.search(r"^\+ +version=", lines, re.MULTILINE)}


def test_the_tree_and_each_file_in_it_stay_small():
    sizes = {path: size for path, (_, size) in blobs("HEAD").items()}
    assert sum(sizes.values()) <= TREE
    assert {path: size for path, size in sizes.items() if size > FILE} == {}


def test_a_commit_adds_little():
    """A clone without history has no commit before this one: there the tree alone is bounded."""
    parents = git("rev-list", "--parents", "-1", "HEAD").split()[1:]
    if not parents:
        return
    before = {hash for hash, _ in blobs(parents[0]).values()}
    added = {path: size for path, (hash, size) in blobs("HEAD").items() if hash not in before}
    raised = remade()
    counted = {path: n for path, n in added.items() if not ((m := MADE.match(path)) and m[1] in raised)}
    assert sum(counted.values()) <= COMMIT, counted
