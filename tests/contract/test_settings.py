"""Settings are documented, a wrong one is named, and a folder stays what it was where the process began."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lab.contract import settings
from lab.contract.errors import BadInput


def test_the_documented_table_is_the_codes():
    assert settings.table() in (settings.ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", settings.SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_read_somewhere(setting):
    """What is documented and does nothing misleads; the table itself does not count."""
    places = [settings.ROOT / "app.py", *settings.PACKAGE.rglob("*.py")]
    others = [place for place in places if place != Path(settings.__file__)]
    if setting.name == "LAB_HOME":
        assert f'read("{setting.name}")' in Path(settings.__file__).read_text(encoding="utf-8")
    else:
        reads = re.compile(rf"\b(?:read|number)\(\s*\"{setting.name}\"")
        assert any(reads.search(place.read_text(encoding="utf-8")) for place in others)


def test_a_setting_of_another_type_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setenv("LAB_WORKERS", "many")
    with pytest.raises(
        BadInput, match="LAB_WORKERS = 'many' is not a whole number from 0 up; the default is"
    ):
        settings.number("LAB_WORKERS")


@pytest.mark.parametrize("given", ["-1", "nan", "inf"])
def test_a_limit_that_limits_nothing_is_refused_before_a_process_starts(monkeypatch, given):
    monkeypatch.setenv("LAB_MAX_SECONDS", given)
    with pytest.raises(BadInput, match=f"LAB_MAX_SECONDS = '{given}' is not a number from 0 up"):
        settings.environment()


@pytest.mark.parametrize("setting", [one for one in settings.SETTINGS if one.words], ids=lambda one: one.name)
def test_a_word_that_a_setting_cannot_be_is_refused_before_a_process_starts(monkeypatch, setting):
    for word in setting.words:
        monkeypatch.setenv(setting.name, word)
        assert settings.read(setting.name) == word
    monkeypatch.setenv(setting.name, "cloud")
    with pytest.raises(
        BadInput, match=f"{setting.name} = 'cloud' is not known; there .* {setting.words[-1]}"
    ):
        settings.environment()


@pytest.mark.parametrize("setting", settings.SETTINGS, ids=lambda setting: setting.name)
@pytest.mark.parametrize("blank", ["", "  "])
def test_a_setting_that_is_blank_is_not_set(monkeypatch, setting, blank):
    monkeypatch.delenv(setting.name, raising=False)
    unset = settings.read(setting.name)
    monkeypatch.setenv(setting.name, blank)
    assert settings.read(setting.name) == unset


def test_the_home_of_the_store_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("LAB_HOME", str(tmp_path))
    assert settings.home() == tmp_path


def test_a_tilde_is_the_users_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("LAB_HOME", "~/data")
    assert settings.home() == tmp_path / "data"


def test_a_folder_of_nobody_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setenv("LAB_HOME", "~nobody-here/data")
    with pytest.raises(BadInput, match=r"LAB_HOME = '~nobody-here/data' names no folder .*begins with /"):
        settings.home()


def test_a_relative_home_lies_where_the_process_began_though_it_moves(monkeypatch, tmp_path):
    monkeypatch.setenv("LAB_HOME", "data")
    monkeypatch.chdir(tmp_path)
    began = Path(settings.START) / "data"
    assert settings.home() == began
    assert settings.environment()["LAB_HOME"] == str(began)


def test_the_lab_starts_in_a_folder_that_is_gone(tmp_path):
    (gone := tmp_path / "gone").mkdir()
    script = f"import os; os.rmdir({str(gone)!r}); from lab.contract import settings; print(settings.home())"
    environment = {**os.environ, "LAB_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=gone, env=environment, capture_output=True, encoding="utf-8"
    )
    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'home'}\n"), done.stderr
