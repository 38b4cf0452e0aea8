"""One version, whoever is asked."""

import importlib.metadata
import re
import tomllib

import lab
from lab.contract.settings import ROOT

DECLARED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def test_the_package_its_metadata_the_changelog_and_the_citation_name_one_version():
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert {lab.__version__, importlib.metadata.version("lab"), newest[1], cited[1]} == {DECLARED}


def test_the_component_s_manifest_names_none_of_its_own():
    manifest = tomllib.loads((ROOT / "lab" / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" not in manifest["project"]
