"""The guide's binding is built from its text, and page and picture show the same."""

import re

import pytest

from tests.docs.guide import Guide

GUIDE = Guide("adding-a-binding")
LINE = re.search(r"`(from lab\.contract\.figure\.peak .*?)`", GUIDE.text)[1]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    copy = GUIDE.built(tmp_path_factory.mktemp("guide"), ("lab", "tests", "assets/live"))
    before = "import Moment as Moment\n"
    copy.replace("lab/contract/figure/__init__.py", before, f"{before}{LINE}\n")
    copy.python("lab.figures.types")
    return copy


def test_it_touches_two_files_a_case_and_a_line():
    assert [name.rpartition("/")[0] for name in GUIDE.files] == [
        "lab/contract/figure",
        "assets/live/bindings",
        "tests/cases/figures/bindings",
    ]


def test_python_shows_what_the_case_says(copy):
    printed = copy.python("pytest", "tests/figures", "-k", "peak or kind or types", "-p", "no:cacheprovider")
    assert "4 passed" in printed


def test_the_browser_s_module_shows_the_same(copy):
    printed = copy.node("--test", "--test-name-pattern=peak", "tests/live/bindings.test.js")
    assert re.search(r"pass 1\b", printed)


def test_the_browser_is_told_its_type(copy):
    written = (copy.root / "assets/live/bindings/types.d.ts").read_text(encoding="utf-8")
    assert 'export type Peak = { kind: "peak"; trace: number; y: string; where: Where };' in written


def test_its_code_is_clean(copy):
    copy.clean([*GUIDE.files, "lab/contract/figure/__init__.py"])
