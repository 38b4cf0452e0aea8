"""Memories in a file: a deterministic zip without pickles, sealed, and read with suspicion.

The zip's comment is its seal: SHA-256 of all bytes before it (or an HMAC, with a key), compared before
anything is parsed, so any flipped bit is refused. A seal proves that nothing changed, not who wrote it; that
takes the key. Members are stored, not deflated, so nothing can unpack to more than was sent.
"""

import hashlib
import hmac
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from lab.contract.errors import BadInput
from lab.memos.canonical import canonical, sha256
from lab.memos.cube import ANCESTRY, SCHEMA, MemCube
from lab.memos.graph import acyclic
from lab.memos.manifest import ArchivedCube, ArrayEntry, Manifest, ModelShape

MAXIMUM_BYTES = 8_000_000
MAXIMUM_MEMBERS = 512
MAXIMUM_NUMBERS = 1_000_000
SEAL = 64
NAME = re.compile(r"manifest\.json|manifest\.sha256|payload/[0-9]{4}\.(tokens|kv|codes|scales|adapter)\.npy")
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, LookupError, OSError,
    EOFError, OverflowError, MemoryError, struct.error,
)  # fmt: skip
"""What broken zips, JSON, arrays and models raise (nesting too deep is a RuntimeError)."""

Array = npt.NDArray[Any]


class ArchiveRefused(BadInput):
    """The file is not taken, and nothing of it was."""


@dataclass(frozen=True)
class Carried:
    """A memory on its way: the cube and its arrays by name."""

    cube: MemCube
    arrays: Mapping[str, Array]


@dataclass(frozen=True)
class Arrived:
    """What a file holds, checked: its model's fingerprint, its memories, their arrays."""

    model_fp: str
    cubes: tuple[tuple[ArchivedCube, Mapping[str, Array]], ...]


def export_cubes(
    carried: Sequence[Carried], model: ModelShape, exporter: str, event: int, key: bytes | None = None
) -> bytes:
    """The archive's bytes: equal memories give equal bytes.

    Raises:
        ArchiveRefused: more than an import would take.
    """
    members: dict[str, bytes] = {}
    entries = []
    known = {memory.cube.id for memory in carried}
    for number, memory in enumerate(carried):
        packed = {name: _npy(array) for name, array in sorted(memory.arrays.items())}
        members.update({_member(number, name): data for name, data in packed.items()})
        arrays = {name: ArrayEntry.of(memory.arrays[name], data) for name, data in packed.items()}
        entries.append(ArchivedCube.of(memory.cube, arrays, known))
    manifest = Manifest(schema=SCHEMA, model=model, exporter=exporter, event=event, cubes=tuple(entries))
    text = canonical(manifest.model_dump(mode="json", by_alias=True))
    digest = f"{sha256(text)}  manifest.json\n".encode()
    members = {"manifest.json": text, "manifest.sha256": digest, **members}
    data = _zipped(members, key)
    if len(data) > MAXIMUM_BYTES or len(members) > MAXIMUM_MEMBERS:
        _refuse(f"it would have {len(members)} members and {len(data)} bytes; export fewer memories at once")
    return data


def import_cubes(data: bytes, model: ModelShape, key: bytes | None = None) -> Arrived:
    """Read an archive that anyone may have written.

    Raises:
        ArchiveRefused: it is damaged, too large, or says what cannot be; one sentence.
    """
    try:
        _check_seal(data, key)
        members = _unzipped(data)
        manifest = _manifest(members)
        _check_sense(manifest, model)
        return Arrived(manifest.model.model_fp, tuple(_checked(manifest, members, model)))
    except ArchiveRefused:
        raise
    except UNREADABLE as error:
        raise ArchiveRefused(
            "the file is not taken: it is not an archive of memories, or damaged."
        ) from error


def subjects(data: bytes) -> frozenset[int]:
    """The subjects whose texts an archive of this lab's own carries; whoever takes one in reads more."""
    return frozenset(cube.slot for cube in _manifest(_unzipped(data)).cubes if cube.type == "text")


def _refuse(reason: str) -> NoReturn:
    raise ArchiveRefused(f"the file is not taken: {reason}.")


# --- the container


def _seal(data: bytes, key: bytes | None) -> bytes:
    digest = hmac.new(key, data, hashlib.sha256) if key else hashlib.sha256(data)
    return digest.hexdigest().encode()


def _zipped(members: Mapping[str, bytes], key: bytes | None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o600 << 16
            archive.writestr(info, content)
        archive.comment = b"0" * SEAL
    body = buffer.getvalue()[:-SEAL]
    return body + _seal(body, key)


def _check_seal(data: bytes, key: bytes | None) -> None:
    if len(data) > MAXIMUM_BYTES:
        _refuse(f"it has {len(data)} bytes, allowed are {MAXIMUM_BYTES}")
    if len(data) < SEAL or not hmac.compare_digest(data[-SEAL:], _seal(data[:-SEAL], key)):
        _refuse("its seal does not fit its content; it was changed on the way, or sealed with another key")


def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
        names = [info.filename for info in infos]
        if len(infos) > MAXIMUM_MEMBERS:
            _refuse(f"it has {len(infos)} members, allowed are {MAXIMUM_MEMBERS}")
        strange = [name for name in names if not NAME.fullmatch(name)]
        if strange or len(set(names)) < len(names):
            _refuse("it has a member that does not belong here, or one twice")
        plain = all(
            info.compress_type == zipfile.ZIP_STORED and info.file_size == info.compress_size
            for info in infos
        )
        if not plain or sum(info.file_size for info in infos) > len(data):
            _refuse("its members are compressed or overlap; only stored ones are taken")
        return {name: archive.read(name) for name in names}


# --- the manifest


def _manifest(members: Mapping[str, bytes]) -> Manifest:
    text = members["manifest.json"]
    if members["manifest.sha256"] != f"{sha256(text)}  manifest.json\n".encode():
        _refuse("its manifest does not fit the hash beside it")
    plain = json.loads(text, parse_float=_no_number, parse_constant=_no_number)
    if canonical(plain) != text:
        _refuse("its manifest is not canonical JSON")
    return Manifest.model_validate_json(text)


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a whole number")


def _check_sense(manifest: Manifest, model: ModelShape) -> None:
    """What no schema says: one text a subject, known parents, no circles."""
    if manifest.model.model_fp == model.model_fp and manifest.model != model:
        _refuse("it claims this model's fingerprint with another shape")
    by_id = {cube.id: cube for cube in manifest.cubes}
    texts = [cube.slot for cube in manifest.cubes if cube.type == "text"]
    if len(by_id) < len(manifest.cubes) or len(set(texts)) < len(texts):
        _refuse("it has two memories with the same id, or two texts about one subject")
    for cube in manifest.cubes:
        _check_cube(cube, by_id, manifest.model.model_fp)
    if not acyclic({c.id: [id for rel, id in c.parents if rel in ANCESTRY] for c in manifest.cubes}):
        _refuse("a memory would be its own ancestor")


def _check_cube(cube: ArchivedCube, by_id: Mapping[str, ArchivedCube], model_fp: str) -> None:
    if any(id not in by_id for _, id in cube.parents):
        _refuse("a memory names a parent that is not in the file")
    parents = [by_id[id] for _, id in cube.parents]
    if cube.type != "text" and [parent.type for parent in parents] != ["text"]:
        _refuse("a cache belongs to no text, or to several")
    if cube.model_fp != ("" if cube.type == "text" else model_fp):
        _refuse("a cache is of another model than the file says")
    ended = cube.valid_from if cube.valid_to is None else cube.valid_to
    if not max([cube.created, *(parent.created for parent in parents)]) <= cube.valid_from <= ended:
        _refuse("the times of a memory run backward")


# --- the arrays


def _checked(
    manifest: Manifest, members: Mapping[str, bytes], model: ModelShape
) -> list[tuple[ArchivedCube, Mapping[str, Array]]]:
    expected = {_member(i, name) for i, cube in enumerate(manifest.cubes) for name in cube.arrays}
    if {"manifest.json", "manifest.sha256", *expected} != set(members):
        _refuse("its members are not those that its manifest names")
    found: list[tuple[ArchivedCube, Mapping[str, Array]]] = []
    for number, cube in enumerate(manifest.cubes):
        shapes = manifest.model.arrays(cube.type)
        if set(cube.arrays) != set(shapes):
            _refuse(f"a {cube.type} memory has other arrays than it should")
        arrays: dict[str, Array] = {}
        for name, entry in cube.arrays.items():
            data = members[_member(number, name)]
            if (entry.dtype, entry.shape) != shapes[name] or sha256(data) != entry.sha256:
                _refuse("an array has another shape, type or hash than it should")
            arrays[name] = _array(data, *shapes[name])
        if cube.type == "text":
            _check_tokens(arrays["tokens"], cube, model)
        found.append((cube, arrays))
    return found


def _check_tokens(tokens: Array, cube: ArchivedCube, model: ModelShape) -> None:
    if tokens.shape != (model.context,) or tokens.min() < 0 or tokens.max() >= model.vocab:
        _refuse(f"a text is not {model.context} of this model's {model.vocab} tokens")
    if sha256(canonical(tokens.tolist())) != cube.sha256:
        _refuse("a text does not fit its hash")


def _member(number: int, name: str) -> str:
    return f"payload/{number:04d}.{name}.npy"


def _npy(array: Array) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def _array(data: bytes, dtype: str, shape: tuple[int, ...]) -> Array:
    """An array of just this type and shape; its bytes must be those that we would write."""
    count = int(np.prod(shape))
    if count > MAXIMUM_NUMBERS:
        _refuse(f"an array has {count} numbers, allowed are {MAXIMUM_NUMBERS}")
    numbers = np.frombuffer(data[-count * np.dtype(dtype).itemsize :], dtype=dtype)
    array = numbers.reshape(shape)
    if _npy(array) != data:
        _refuse("an array is not written as arrays are here")
    if not np.isfinite(array).all():
        _refuse("an array holds numbers that are not finite")
    return array
