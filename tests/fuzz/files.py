"""Files that prove themselves whole, and hold what was changed in them."""

import hashlib
import io
import json
import warnings
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from lab.contract.errors import LabError
from lab.experiments import PACKAGES
from lab.export import front
from lab.export.table import table
from lab.figures.exhibit import exhibit
from lab.memos.canonical import canonical, sha256
from lab.memos.migration import import_memories
from lab.runs.files import archive
from lab.runs.files.shipping import RECORDINGS
from lab.runs.format.labrun import HASH, unpack
from lab.runs.names.specification import set_id
from lab.runs.read.columns import column_names
from lab.runs.read.history import Series, history
from lab.runs.read.subject import find
from lab.runs.store.log import Log
from tests.fuzz import grammar
from tests.memos.parcels import SHAPE, empty
from tests.memos.parcels import archive as memories

Entries = list[tuple[str, bytes]]
NUMBERS = (np.nan, np.inf, -np.inf, -1.0, 0.5, 1e308, 2.0**53, 5e-324)
POINTS = 300
"""Points of the curves that are read of what is taken."""


class Recordings:
    """A `.labrun` of each experiment, changed and sealed again; what is taken is looked at, and removed."""

    def __init__(self, home: Path) -> None:
        self._log = Log(home / "log.sqlite")
        files = [
            min((RECORDINGS / name).glob("*.labrun"), key=lambda path: path.stat().st_size)
            for name in PACKAGES
        ]
        self._files = [_unzipped(path.read_bytes()) for path in files]

    def draw(self, random: Random) -> bytes:
        """A file."""
        entries = list(random.choice(self._files))
        place = next(number for number, (name, _) in enumerate(entries) if name == "recording.json")
        header: Any = json.loads(entries[place][1])
        for _ in range(grammar.some(random)):
            if random.random() < 0.55:
                header = _changed(random, header)
            else:
                _reentered(random, entries)
        text = grammar.body(random, header) if random.random() < 0.05 else json.dumps(header).encode()
        entries = [(name, text if name == "recording.json" else data) for name, data in entries]
        data = sealed(random, entries)
        return _with_digests(data, header, entries) if random.random() < 0.8 else data

    def take(self, drawn: bytes) -> None:
        """Take it in, and read it as pages do.

        Raises:
            LabError: it is refused.
        """
        recording = archive.take(self._log, drawn)
        try:
            self._read(recording)
        finally:
            with self._log.transaction() as database:
                database.execute("DELETE FROM recordings WHERE recording = ?", (recording,))

    def _read(self, recording: str) -> None:
        members = self._log.recording(recording).members
        id = set_id([self._log.specification(run) for run in members])
        subject = exhibit(self._log, id)
        found = find(self._log, id)
        json.dumps([front.verdicts(found), subject.sentence, subject.said(0)], allow_nan=False)
        names = column_names(self._log, recording)[:3]
        history(self._log, id, found.infos, [Series(name) for name in names], POINTS)
        assert sum(map(len, table(subject)))
        assert archive.packed(self._log, id)


class Memories:
    """A `.memcube`, changed and sealed again, for a store that knows nothing yet."""

    def __init__(self) -> None:
        self._entries = _unzipped(memories())

    def draw(self, random: Random) -> bytes:
        """A file."""
        entries = list(self._entries)
        manifest: Any = json.loads(dict(entries)["manifest.json"])
        for _ in range(grammar.some(random)):
            if random.random() < 0.6:
                manifest = _changed(random, manifest)
            else:
                _reentered(random, entries)
        arrays = {name: data for name, data in entries if name.startswith("payload/")}
        if random.random() < 0.8:
            _mended(manifest, arrays)
        try:
            text = canonical(manifest)
        except ValueError:  # NaN, half a character, or more digits than Python writes
            text = grammar.body(random, manifest)
        digest = f"{sha256(text)}  manifest.json\n".encode()
        rest = [(name, data) for name, data in entries if name.startswith("payload/")]
        return sealed(
            random, [("manifest.json", text), ("manifest.sha256", digest), *rest], zipfile.ZIP_STORED
        )

    def take(self, drawn: bytes) -> None:
        """Take it in.

        Raises:
            LabError: it is refused, and nothing of it is there.
        """
        store = empty()
        try:
            import_memories(store, drawn, "B", 5, SHAPE)
        except LabError:
            assert not store.library.cubes
            raise


def sealed(random: Random, entries: Entries, method: int = zipfile.ZIP_STORED) -> bytes:
    """The entries as a zip that ends in its own SHA-256; of one in ten some bytes were changed before."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a name that is there twice
        with zipfile.ZipFile(file, "w", random.choice((method,) * 9 + (zipfile.ZIP_DEFLATED,))) as made:
            made.comment = b"0" * HASH
            for name, data in entries:
                made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, made.compression)
    before = bytearray(file.getvalue()[:-HASH])
    for _ in range(random.choice((0,) * 18 + (1, 3))):
        back = random.choice((0, len(before) - min(900, len(before))))  # the directory is at the end
        before[random.randrange(back, len(before))] = random.randrange(256)
    return bytes(before) + hashlib.sha256(before).hexdigest().encode()


def _unzipped(data: bytes) -> Entries:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return [(name, opened.read(name)) for name in opened.namelist()]


def _changed(random: Random, header: Any) -> Any:
    """The description with one place changed; its parts are as likely as each other, however long."""
    if not isinstance(header, dict) or not header or random.random() < 0.1:
        return grammar.changed(random, header, 1)
    name = random.choice(list(header))
    return header | {name: grammar.changed(random, {"it": header[name]}, 1).get("it")}


def _reentered(random: Random, entries: Entries) -> None:
    """Change an entry: its numbers, its name, or whether it is there."""
    place, how = random.randrange(len(entries)), random.randrange(10)
    name, data = entries[place]
    if how <= 4 and name.startswith("columns/"):
        numbers = np.frombuffer(data[: len(data) // 8 * 8], "<f8").copy()  # it may be cut already
        numbers[random.randrange(max(1, len(numbers))) :][: random.choice((1, 1, 10**6))] = random.choice(
            NUMBERS
        )
        entries[place] = name, numbers.tobytes()
    elif how <= 5:
        entries[place] = name, data[: random.randint(0, len(data))]
    elif how == 6:
        entries[place] = name, data + random.choice((b"\0", data, b"\xff" * 4000))
    elif how == 7:
        entries[place] = (
            grammar.text(random, name, 1).replace("\ud800", "?").replace("\udfff", "?")[:200],
            data,
        )
    elif how == 8:
        entries.insert(place, random.choice(entries))
    elif name != "recording.json":
        del entries[place]


def _with_digests(data: bytes, header: Any, entries: Entries) -> bytes:
    """The file with the digests that belong to its rows, if it can be read at all."""
    try:
        digests = list(archive._digests(unpack(data)))
    except (LabError, ValueError, KeyError):
        return data
    text = json.dumps({**header, "digests": digests}).encode()
    return sealed(Random(0), [(name, text if name == "recording.json" else part) for name, part in entries])


def _mended(manifest: Any, arrays: dict[str, bytes]) -> None:
    """Give the arrays that a manifest names the hashes of those that are there."""
    match manifest:
        case {"cubes": list(cubes)}:
            for number, cube in enumerate(cubes):
                match cube:
                    case {"arrays": dict(named)}:
                        for name, entry in named.items():
                            data = arrays.get(f"payload/{number:04d}.{name}.npy")
                            if isinstance(entry, dict) and data is not None:
                                entry["sha256"] = sha256(data)
