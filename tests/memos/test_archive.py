"""Files from strangers: refused in one sentence, or harmless; never half taken, never executed."""

import json
import pickle
import random
import zipfile

import numpy as np
import pytest

from lab.contract.errors import Refused
from lab.memos.archive import ArchiveRefused, import_cubes
from lab.memos.canonical import canonical
from lab.memos.cube import Governance
from lab.memos.migration import export_memories, import_memories
from tests.memos.parcels import SHAPE, Carrying, archive, empty, holder, npy, parts, sealed
from tests.memos.streams import COSTS, add, ask, live, store


def test_equal_memories_give_equal_bytes_and_the_test_builder_can_rebuild_them():
    assert archive() == archive()
    rebuilt, original = (import_cubes(data, SHAPE) for data in (parts().zipped(), archive()))
    assert [cube for cube, _ in rebuilt.cubes] == [cube for cube, _ in original.cubes]


def test_everything_arrives_as_generated_and_owned_by_the_importer():
    memory = empty()
    migration = import_memories(memory, archive(), "B", 5, SHAPE)
    assert (len(migration.texts), migration.caches, migration.dropped) == (3, 3, 0)
    for slot, id in enumerate(migration.texts):
        cube = memory.library.cubes[id]
        assert (cube.state, cube.descriptive.origin, cube.governance.owner) == ("generated", "imported", "B")
        assert (cube.governance.read, cube.governance.write) == ((), ())
        assert [parent.relation for parent in cube.parents] == ["migrated_from"]
        assert cube.tokens == holder().library.find(slot).tokens
    assert [live(memory, ask(slot, "B", step=6))[0].form for slot in range(3)] == ["kv", "sparse", "lora"]
    assert "may not read" in live(memory, ask(0, "A", step=6))[0].refused
    outcome = live(memory, ask(0, "B", step=7))[0]
    assert outcome.oracle <= outcome.flops


def test_caches_of_another_model_are_dropped_and_the_text_still_answers():
    memory = empty()
    migration = import_memories(memory, archive(), "B", 5, SHAPE.model_copy(update={"model_fp": "other"}))
    assert (migration.caches, migration.dropped) == (0, 3)
    assert [live(memory, ask(slot, "B", step=6))[0].form for slot in range(3)] == ["text"] * 3


def test_caches_without_room_are_dropped():
    memory = empty()
    memory.tier.budget = 0
    assert import_memories(memory, archive(), "B", 5, SHAPE).dropped == 2
    assert memory.tier.used == 0


def test_what_is_known_already_is_fused_or_kept_as_a_conflict():
    memory = empty()
    live(memory, add(0, "B", values=(0, 2, 3, 4), readers=()), add(1, "B", values=(9, 9, 9, 9), readers=()))
    import_memories(memory, archive(), "B", 5, SHAPE)
    assert memory.library.find(0).version == 2
    assert memory.library.find(1).version == 1
    relations = {parent.relation for cube in memory.library.cubes.values() for parent in cube.parents}
    assert {"fused_from", "conflicts_with", "migrated_from"} <= relations
    assert live(memory, ask(1, "B", step=6))[0].answer == 9


def test_nothing_is_taken_if_one_memory_may_not_be():
    memory = empty()
    live(memory, add(2, "C", readers=()))
    before = dict(memory.library.cubes)
    with pytest.raises(Refused, match="B may not read this memory"):
        import_memories(memory, archive(), "B", 5, SHAPE)
    assert memory.library.cubes == before


def test_only_the_owner_exports_and_nothing_secret():
    memory = holder()
    with pytest.raises(Refused, match="only the owner A"):
        export_memories(memory, [0], "B", SHAPE)
    cube = memory.library.find(0)
    memory.library.govern(cube.id, Governance("A", (), (), sensitivity="secret"))
    with pytest.raises(Refused, match="secret"):
        export_memories(memory, [0, 1], "A", SHAPE)


def test_any_flipped_bit_is_refused():
    data = archive()
    rng = random.Random(0)
    for _ in range(1000):
        flipped = bytearray(data)
        flipped[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        with pytest.raises(ArchiveRefused):
            import_cubes(bytes(flipped), SHAPE)


def test_a_flipped_bit_under_a_mended_seal_is_refused_or_changes_nothing():
    data = archive()
    content = {cube.id: cube for cube, _ in import_cubes(data, SHAPE).cubes}
    rng = random.Random(1)
    refused = 0
    for _ in range(1000):
        flipped = bytearray(data[:-64])
        flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
        try:
            arrived = import_cubes(sealed(bytes(flipped)), SHAPE)
        except ArchiveRefused:
            refused += 1
        else:
            assert {cube.id: cube for cube, _ in arrived.cubes} == content
    assert refused > 900


def test_a_key_tells_who_sealed_it():
    signed = archive(key=b"between us")
    assert import_cubes(signed, SHAPE, key=b"between us").cubes
    for wrong in (None, b"another"):
        with pytest.raises(ArchiveRefused, match="sealed with another key"):
            import_cubes(signed, SHAPE, key=wrong)
    with pytest.raises(ArchiveRefused):
        import_cubes(archive(), SHAPE, key=b"between us")


class Bomb:
    """Would be executed by whoever unpickles it."""

    def __reduce__(self):
        return (pytest.fail, ("a pickle was executed",))


def edited(**changes) -> bytes:
    """The first memory's entry with some fields changed."""
    taken = parts()
    taken.manifest["cubes"][0].update(changes)
    return taken.zipped()


def spoilt(**changes) -> bytes:
    """The manifest with some fields changed."""
    taken = parts()
    taken.manifest.update(changes)
    return taken.zipped()


def with_array(array: np.ndarray, name: str = "payload/0001.kv.npy") -> bytes:
    return parts().replaced(name, npy(array))


def in_a_circle() -> bytes:
    taken = parts()
    first, second = taken.manifest["cubes"][0], taken.manifest["cubes"][2]
    first["parents"], second["parents"] = [["version_of", second["id"]]], [["version_of", first["id"]]]
    return taken.zipped()


KV = SHAPE.arrays("kv")["kv"][1]
UNKNOWN = "00000000-0000-4000-8000-000000000000"
ATTACKS = {
    "empty": lambda: b"",
    "noise": lambda: random.Random(0).randbytes(5000),
    "sealed noise": lambda: sealed(random.Random(0).randbytes(5000)),
    "a bare pickle": lambda: sealed(pickle.dumps(Bomb())),
    "too large": lambda: sealed(b"\0" * 8_000_001),
    "cut short": lambda: sealed(archive()[:-500]),
    "a path upward": lambda: parts().zipped(extra=[("payload/../../evil.npy", b"x")]),
    "an absolute path": lambda: parts().zipped(extra=[("/etc/passwd", b"x")]),
    "an extra array": lambda: parts().zipped(extra=[("payload/0099.kv.npy", b"x")]),
    "too many members": lambda: parts().zipped(
        extra=[(f"payload/{i:04d}.kv.npy", b"") for i in range(100, 700)]
    ),
    "a bomb": lambda: parts().zipped(
        extra=[("payload/0099.kv.npy", b"\0" * 30_000_000)], compression=zipfile.ZIP_DEFLATED
    ),
    "deep json": lambda: parts().zipped(text=b"[" * 200_000 + b"]" * 200_000),
    "not canonical": lambda: parts().zipped(text=json.dumps(parts().manifest).encode()),
    "nan": lambda: parts().zipped(
        text=canonical(parts().manifest).replace(b'"priority":0', b'"priority":NaN')
    ),
    "a float": lambda: parts().zipped(
        text=canonical(parts().manifest).replace(b'"priority":0', b'"priority":0.5')
    ),
    "another schema": lambda: spoilt(schema="lab.memcube/2"),
    "an unknown field": lambda: spoilt(run="rm -rf"),
    "our model with another shape": lambda: spoilt(model={**parts().manifest["model"], "adapter": 65}),
    "an object array": lambda: with_array(np.array([Bomb()], dtype=object)),
    "an array of another shape": lambda: with_array(np.zeros((4, 2, 16, 8), dtype="<f4")),
    "an array of another type": lambda: with_array(np.zeros(KV, dtype="<f8")),
    "an array in another order": lambda: with_array(np.asfortranarray(np.ones(KV, dtype="<f4"))),
    "an array that is not finite": lambda: with_array(np.full(KV, np.nan, dtype="<f4")),
    "a token that does not exist": lambda: with_array(
        np.full(16, 106, dtype="<i2"), "payload/0000.tokens.npy"
    ),
    "a text with another hash": lambda: with_array(np.full(16, 3, dtype="<i2"), "payload/0000.tokens.npy"),
    "a circle of parents": in_a_circle,
    "an unknown parent": lambda: edited(parents=[["version_of", UNKNOWN]]),
    "an unknown relation": lambda: edited(parents=[["owns", UNKNOWN]]),
    "its own parent": lambda: edited(parents=[["version_of", parts().manifest["cubes"][0]["id"]]]),
    "an unknown state": lambda: edited(state="immortal"),
    "times that run backward": lambda: edited(created=7, valid_from=3),
    "an end before its beginning": lambda: edited(valid_from=9, valid_to=8),
    "a long name": lambda: edited(owner="A" * 33),
    "a name with markup": lambda: edited(owner="<b>A</b>"),
    "a negative slot": lambda: edited(slot=-1),
    "a number as text": lambda: edited(version="1"),
    "two texts about one subject": lambda: edited(slot=1),
    "twice the same id": lambda: edited(id=parts().manifest["cubes"][2]["id"]),
    "a text that claims a model": lambda: edited(model_fp="priced"),
    "a text about someone else": lambda: edited(slot=40),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_it_is_refused_in_one_sentence_and_nothing_is_taken(attack):
    memory = empty()
    with pytest.raises(ArchiveRefused) as caught:
        import_memories(memory, ATTACKS[attack](), "B", 5, SHAPE)
    assert str(caught.value).startswith("the file is not taken: ")
    assert str(caught.value).count(".") == 1
    assert "\n" not in str(caught.value)
    assert memory.library.cubes == {}
    assert memory.audit.entries == []


def test_privileges_in_the_file_are_not_believed():
    memory = empty()
    data = edited(owner="root", read=["A", "root"], write=["root"], priority=3, state="frozen", ttl=10**9)
    import_memories(memory, data, "B", 5, SHAPE)
    cube = memory.library.find(0)
    assert (cube.state, cube.governance.priority, cube.governance.ttl) == ("generated", 0, None)
    assert (cube.governance.owner, cube.governance.read, cube.governance.write) == ("B", (), ())


def test_more_than_a_file_takes_is_refused_when_exporting():
    memory = store("text", executor=Carrying(COSTS), budget=10**9)
    live(memory, *(add(slot) for slot in range(520)))
    with pytest.raises(ArchiveRefused, match="export fewer memories"):
        export_memories(memory, range(512), "A", SHAPE)
