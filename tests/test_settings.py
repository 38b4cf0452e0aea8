"""Settings are documented, and a wrong one is named."""

import pytest

from lab import settings
from lab.errors import BadInput


def test_the_documented_table_is_the_codes():
    assert settings.table() in (settings.ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_a_setting_of_another_type_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setenv("LAB_WORKERS", "many")
    with pytest.raises(BadInput, match="LAB_WORKERS = 'many' is not a whole number; the default is"):
        settings.number("LAB_WORKERS")


def test_the_home_of_the_store_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("LAB_HOME", str(tmp_path))
    assert settings.home() == tmp_path
