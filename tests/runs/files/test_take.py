"""A file that a visitor brings: taken whole and labelled, or refused in a sentence with nothing left."""

import random
from pathlib import Path

import pytest

from lab.contract.errors import BadInput, LabError
from lab.runs.files import take as taking
from lab.runs.files.archive import packed
from lab.runs.files.take import MOST_BYTES, Taken, take
from lab.runs.format.labrun import ArchiveRefused, unpack
from lab.runs.store.log import Log

FLIPS = 1000


@pytest.fixture
def log(tmp_path: Path) -> Log:
    return Log(tmp_path / "log.sqlite")


@pytest.fixture(scope="module")
def whole(subjects) -> bytes:
    """A whole recording as a file."""
    given = subjects["quadratic"]
    return packed(given.log, given.id)


def test_a_whole_file_is_there_afterwards_labelled_imported_and_never_twice(log, whole, subjects):
    given = subjects["quadratic"]
    assert take(log, whole) == take(log, whole) == Taken(given.id, "adam-spikes")
    (info,) = log.recordings_of(given.id)
    assert (info.origin, info.state) == ("imported", "done")
    assert info.digests == given.infos[0].digests


@pytest.mark.parametrize("spoil", [lambda data: data[:-7], lambda data: b"", lambda data: b"PK" + data])
def test_what_is_not_whole_is_refused_in_a_sentence_and_leaves_nothing(log, whole, spoil):
    with pytest.raises(BadInput, match=r"^The file is damaged or not a \.labrun: .*\.$"):
        take(log, spoil(whole))
    assert log.newest(10) == []


def test_a_thousand_flipped_bits_are_each_refused(whole):
    drawn = random.Random(0)
    for _ in range(FLIPS):
        place, bit = drawn.randrange(len(whole)), 1 << drawn.randrange(8)
        with pytest.raises(ArchiveRefused):
            unpack(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])


def test_a_file_that_is_too_large_is_not_even_read(log):
    with pytest.raises(BadInput, match=r"^The file has 17 MB; a page takes 16: use `lab runs import`\.$"):
        take(log, b"\0" * (MOST_BYTES + 2**20))


def test_a_file_that_takes_too_long_is_given_up_in_a_sentence(log, whole, monkeypatch):
    monkeypatch.setattr(taking, "PATIENCE", 0.01)
    with pytest.raises(LabError, match="could not be read in the time"):
        take(log, whole)
    assert log.newest(10) == []
