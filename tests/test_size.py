"""Git is not a store: how many bytes of it are made, and how many a commit may add."""

import re
import subprocess

import pytest

from lab import experiments
from lab.contract.settings import ROOT

TREE, MADE, FILE, COMMIT = 29_400_000, 25_400_000, 2_000_000, 3_000_000
"""Bytes of all that is committed, of its part in assets, of one file, and of what one commit adds."""
clone = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone: nothing is committed here")


def git(*arguments: str) -> str:
    command = ["git", "-c", "safe.directory=*", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout


def blobs(commit: str) -> dict[str, tuple[str, int]]:
    """Path of each file of a commit -> its hash and its size in bytes."""
    lines = git("ls-tree", "-r", "--long", "-z", commit).split("\0")
    rows = (line.partition("\t") for line in lines if line)
    return {path: (facts.split()[2], int(facts.split()[3])) for facts, _, path in rows}


def remade() -> tuple[str, ...]:
    """How the paths begin of what a commit makes anew, since it raises an experiment's version."""
    folders = {name: package.replace(".", "/") for name, package in experiments.PACKAGES.items()}
    changed = {name: git("diff", "HEAD^", "HEAD", "--", f"{at}/__init__.py") for name, at in folders.items()}
    raised = [name for name, lines in changed.items() if re.search(r"^\+ +version=", lines, re.MULTILINE)]
    return tuple(f"assets/{kind}/{name}" for kind in ("recordings", "drawings") for name in raised)


def test_what_is_made_stays_small():
    assert sum(path.stat().st_size for path in (ROOT / "assets").rglob("*") if path.is_file()) <= MADE


@clone
def test_the_tree_and_each_file_in_it_stay_small():
    sizes = {path: size for path, (_, size) in blobs("HEAD").items()}
    assert sum(sizes.values()) <= TREE
    assert {path: size for path, size in sizes.items() if size > FILE} == {}


@clone
def test_no_link_is_committed():
    modes = {line.split("\t")[1]: line.split()[0] for line in git("ls-tree", "-r", "HEAD").splitlines()}
    assert [path for path, mode in modes.items() if mode == "120000"] == []


@clone
def test_a_commit_adds_little():
    if not git("rev-list", "--parents", "-1", "HEAD").split()[1:]:
        pytest.skip("a clone without history: no commit before this one")
    before = {hash for hash, _ in blobs("HEAD^").values()}
    again = remade()
    added = {path: size for path, (hash, size) in blobs("HEAD").items() if hash not in before}
    counted = {path: size for path, size in added.items() if not path.startswith(again)}
    assert sum(counted.values()) <= COMMIT, counted
