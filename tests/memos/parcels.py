"""Archives of memories as a stranger would make them: honest ones, and such that are put together wrongly."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass

import numpy as np

from lab.memos.canonical import canonical
from lab.memos.events import Event
from lab.memos.manifest import ModelShape
from lab.memos.migration import export_memories
from tests.memos.streams import COSTS, Watchful, add, ask, live, store

SHAPE = ModelShape(
    model_fp="priced",
    d=32,
    heads=2,
    layers=2,
    context=16,
    vocab=106,
    kept_tokens=4,
    kept_layers=1,
    adapter=64,
)


class Carrying(Watchful):
    """Keeps arrays, so that caches can travel."""

    def take(self, form, key):
        rng = np.random.default_rng(len(self.kept[form, key]))
        return {
            name: rng.integers(-9, 9, shape).astype(dtype)
            for name, (dtype, shape) in SHAPE.arrays(form).items()
        }

    def put(self, form, key, arrays):
        self.kept[form, key] = {name: array.tolist() for name, array in arrays.items()}
        return super().put(form, key, arrays)

    def read(self, form, key, document, relation):
        assert form == "text" or (form, key) in self.kept
        return super().read("text", key, document, relation)[0], self.costs.read(form)


def holder(**options):
    """A store of agent A with three subjects, one of them cached whole, one sparsely."""
    memory = store("text", executor=Carrying(COSTS), budget=10 * COSTS.kv_bytes, space="one", **options)
    live(memory, *(add(slot, values=(slot, 2, 3, 4)) for slot in range(3)), ask(0), ask(1))
    for slot, form in ((0, "kv"), (1, "sparse"), (2, "lora")):
        live(memory, Event(2, "promote", "A", slot, form=form))
    return memory


def archive(**options) -> bytes:
    return export_memories(holder(), [0, 1, 2], "A", SHAPE, **options)


def empty(**options):
    return store("text", executor=Carrying(COSTS), budget=10 * COSTS.kv_bytes, space="two", **options)


def sealed(body: bytes) -> bytes:
    return body + hashlib.sha256(body).hexdigest().encode()


@dataclass
class Parts:
    """An archive taken apart, to be put together again wrongly."""

    manifest: dict
    members: dict

    def zipped(self, text: bytes | None = None, extra=(), compression=zipfile.ZIP_STORED) -> bytes:
        text = canonical(self.manifest) if text is None else text
        digest = f"{hashlib.sha256(text).hexdigest()}  manifest.json\n".encode()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", compression) as file:
            for name, content in [
                ("manifest.json", text),
                ("manifest.sha256", digest),
                *self.members.items(),
                *extra,
            ]:
                file.writestr(name, content)
            file.comment = b"0" * 64
        return sealed(buffer.getvalue()[:-64])

    def replaced(self, name: str, content: bytes) -> bytes:
        """With one array's file changed, and all hashes mended."""
        self.members[name] = content
        number, array = int(name[8:12]), name.split(".")[1]
        self.manifest["cubes"][number]["arrays"][array]["sha256"] = hashlib.sha256(content).hexdigest()
        return self.zipped()


def parts() -> Parts:
    with zipfile.ZipFile(io.BytesIO(archive())) as file:
        members = {name: file.read(name) for name in file.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    del members["manifest.sha256"]
    return Parts(manifest, members)


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=True)
    return buffer.getvalue()
