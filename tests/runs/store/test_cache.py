"""The cache gives back what was put in, keeps to its size, and never unpickles."""

import pickle
import sqlite3
import stat

import pytest

from lab.runs.store.cache import open_cache
from tests.runs.store.test_log import Bomb


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LAB_CACHE_MEGABYTES", "1")
    opened = open_cache(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize("value", ["text", b"bytes", b"x" * 100_000, "y" * 100_000, 7, 0.5])
def test_text_bytes_and_numbers_come_back(cache, value):
    cache.set("key", value)
    assert cache.get("key") == value


@pytest.mark.parametrize("value", [None, (1, 2), {"a": 1}, Bomb(), 2**63, True])
def test_nothing_else_is_taken(cache, value):
    with pytest.raises(TypeError, match="a value is text, bytes or a number"):
        cache.set("key", value)
    with pytest.raises(TypeError, match="a key is text or bytes"):
        cache.set((1, 2), "value")


@pytest.mark.parametrize("column", ["value", "file", "key"])
def test_a_planted_pickle_is_a_miss(cache, tmp_path, capfd, column):
    cache.set("key", b"x" * 100_000)
    bomb, directory = pickle.dumps(Bomb()), tmp_path / "cache"
    with sqlite3.connect(directory / "cache.db") as database:
        if column == "value":
            database.execute("UPDATE Cache SET mode = 4, filename = NULL, value = ?", (bomb,))
        elif column == "file":
            (directory / "planted.val").write_bytes(bomb)
            database.execute("UPDATE Cache SET mode = 4, filename = 'planted.val', value = NULL")
        else:
            database.execute("UPDATE Cache SET raw = 0, key = ?", (bomb,))
    database.close()
    assert cache.get("key") is None
    list(cache)
    assert "executed" not in capfd.readouterr().out


def test_a_row_that_points_out_of_the_cache_is_a_miss(cache, tmp_path):
    (tmp_path / "secret").write_bytes(b"not for you")
    cache.set("key", b"x" * 100_000)
    with sqlite3.connect(tmp_path / "cache" / "cache.db") as database:
        database.execute("UPDATE Cache SET filename = '../secret'")
    database.close()
    assert cache.get("key") is None


def test_it_keeps_to_its_size_and_drops_what_was_not_used(cache):
    for key in range(60):
        cache.set(str(key), bytes(40_000))
        cache.get("0")
    assert cache.volume() < 1.5 * 2**20
    assert cache.get("0") is not None
    assert cache.get("5") is None


def test_its_directory_is_for_its_owner_only(cache, tmp_path):
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700


def test_a_damaged_cache_is_thrown_away(tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "cache.db").write_bytes(b"nonsense" * 1000)
    with open_cache(tmp_path) as opened:
        opened.set("key", "value")
        assert opened.get("key") == "value"
