"""What is installed beside the lab: under which licences, and that all of it is locked."""

import re
import tomllib

from lab.contract.settings import ROOT
from tests.advisories import UNREACHED, report
from tests.licences import ALLOWED, PAGE, installed, page, pinned, terms


def test_the_page_of_licences_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.licences"


def test_no_licence_is_outside_the_list():
    outside = {name: words for name, words in installed().items() if not terms(words) <= ALLOWED}
    assert outside == {}


def test_every_version_that_is_asked_for_is_locked_with_hashes():
    """Whoever changes pyproject.toml runs `make lock`."""
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = about["project"]["dependencies"], about["project"]["optional-dependencies"]["test"]
    wanted = {"serve": asked[0], "test": asked[1], "supply": about["dependency-groups"]["supply"]}
    here = {line for name in wanted for line in pinned(ROOT / "requirements" / f"{name}.txt")}
    for name, requirements in wanted.items():
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        hashed = re.findall(r"^(\S+==\S+?)(?: ;.*)? \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
        lines = re.findall(r"^\S+==", text, re.MULTILINE)
        assert len(hashed) == len(lines) > 0
        missing = {line.lower() for line in requirements if not line.startswith("torch==")} - here
        assert missing == set(), f"make lock ({name})"


def test_nothing_known_is_said_only_where_something_was_asked():
    skipped = {"name": "a", "skip_reason": "not found"}
    good = {"name": "b", "version": "1", "vulns": []}
    bad = {"name": "c", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["3"]}]}
    assert report([skipped, skipped]) == report([]) == (UNREACHED, 1)
    assert report([good]) == ("0 advisories against 1 packages.", 0)
    assert report([good, skipped])[1] == 1
    assert report([good, bad]) == ("c 2: CVE-1, mended in 3\n1 advisories against 2 packages.", 1)
