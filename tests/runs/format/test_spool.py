"""A spool is read as it was written; what is torn is dropped, what is damaged refused in a sentence."""

import math
import struct

import numpy as np
import pytest

from lab.contract.errors import BadInput
from lab.contract.training import Mark
from lab.runs.format import spool
from lab.runs.format.spool import Header, Spool


def header(**changes):
    facts = {
        "specification": {"experiment": "own"},
        "environment": {"torch": "2.13.0"},
        "columns": ("loss", "share_max"),
        "created": 1.5,
        "host": "here",
        "pid": 1,
        "began": 2,
    }
    return Header(**facts | changes)


def written(path, rows=3):
    """A spool with everything that there is."""
    writer = Spool(path, header())
    for step in range(rows):
        writer.row(step, (step / 3, math.nan if step % 2 else -0.0))
    writer.logged(1, {"b": 2.0, "a": 1.0})
    writer.logged(1, {"a": 5.0})
    writer.mark(Mark("near", 2, 1, values={"share": 1.25, "none": math.inf}))
    writer.snapshot("layers", 2, np.arange(6.0).reshape(2, 3))
    return writer


def test_what_was_written_is_read_to_the_bit(tmp_path):
    written(tmp_path / "a.spool").end("failed", "ValueError: mine")
    found = spool.read(tmp_path / "a.spool")
    assert found.header == header()
    assert found.steps.tolist() == [0, 1, 2]
    assert found.columns["loss"].tobytes() == np.array([0.0, 1 / 3, 2 / 3]).tobytes()
    assert math.copysign(1, found.columns["share_max"][0]) == -1
    assert math.isnan(found.columns["share_max"][1])
    assert (found.columns["a"][1], found.columns["b"][1]) == (5.0, 2.0)
    assert np.isnan(found.columns["a"][[0, 2]]).all()
    assert found.marks == [Mark("near", 2, 1, values={"share": 1.25})]
    ((name, step, array),) = found.snapshots
    assert (name, step, array.tolist()) == ("layers", 2, [[0, 1, 2], [3, 4, 5]])
    assert found.end == ("failed", "ValueError: mine")


def test_a_torn_last_record_is_dropped_wherever_it_was_torn(tmp_path):
    path = tmp_path / "a.spool"
    writer = Spool(path, header())
    writer.row(0, (1.0, 2.0))
    whole = path.stat().st_size
    writer.row(1, (3.0, 4.0))
    writer.close()
    data = path.read_bytes()
    for size in range(whole, len(data)):
        path.write_bytes(data[:size])
        found = spool.read(path)
        assert found.steps.tolist() == [0]
        assert found.size == whole
        assert found.end is None
    path.write_bytes(data)
    assert spool.read(path).steps.tolist() == [0, 1]


def record(kind, payload):
    return struct.pack("<cI", kind, len(payload)) + payload


def row(step):
    return record(b"r", struct.pack("<q2d", step, 0.0, 0.0))


DAMAGED = {
    "kind": record(b"x", b""),
    "rows of another width": record(b"r", b"12345678"),
    "steps that fall": row(3) + row(2),
    "a step before 0": row(-1),
    "names twice": record(b"n", b'{"names": ["a"]}') * 2,
    "a fixed column": record(b"n", b'{"names": ["loss"]}'),
    "a name that is none": record(b"n", b'{"names": ["A b"]}'),
    "33 names": record(b"n", str({"names": [f"c{i}" for i in range(33)]}).replace("'", '"').encode()),
    "a mark without a step": record(b"m", b'{"name": "a"}'),
    "no JSON": record(b"m", b"{"),
    "no parcel": record(b"s", b"1234"),
    "another state": record(b"e", b'{"state": "won"}'),
    "more after the end": record(b"e", b'{"state": "done"}') + row(0),
    "a length beyond all": struct.pack("<cI", b"r", 2**31),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_what_is_damaged_is_refused_in_a_sentence(tmp_path, damage):
    path = tmp_path / "a.spool"
    Spool(path, header()).close()
    path.write_bytes(path.read_bytes() + DAMAGED[damage])
    with pytest.raises(BadInput):
        spool.read(path)


@pytest.mark.parametrize(
    "line", [b"", b"{}\n", b"not JSON\n", b'{"format": 2}\n', b"x" * (2**20 + 1) + b"\n"], ids=range(5)
)
def test_a_first_line_that_is_none_is_refused(tmp_path, line):
    path = tmp_path / "a.spool"
    path.write_bytes(line)
    with pytest.raises(BadInput):
        spool.read(path)


def test_no_spool_is_written_over_another(tmp_path):
    path = tmp_path / "a.spool"
    Spool(path, header()).close()
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        Spool(path, header())
