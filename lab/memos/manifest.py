"""The fields of an archive's manifest: strict models, whole numbers only, every length bounded."""

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal, Self

import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from lab.memos.canonical import sha256
from lab.memos.cube import Form, MemCube, Origin, Relation

Step = Annotated[int, Field(ge=0, le=10**9)]
Small = Annotated[int, Field(ge=1, le=4096)]
Agent = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")]
Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Hex64 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-z]{0,64}$")]
State = Literal["generated", "activated", "merged", "archived", "frozen", "expired"]


class Strict(BaseModel):
    """Nothing is guessed, added or left out."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class ModelShape(Strict):
    """The model whose caches an archive carries: identity and sizes."""

    model_fp: Fingerprint
    d: Small
    heads: Small
    layers: Small
    context: Small
    vocab: Small
    kept_tokens: Small
    kept_layers: Small
    adapter: Annotated[int, Field(ge=1, le=10**6)]

    def arrays(self, form: Form) -> dict[str, tuple[str, tuple[int, ...]]]:
        """Type and shape of each array of a form."""
        width = self.d // self.heads
        sides = 2 * self.kept_layers
        shapes: dict[Form, dict[str, tuple[str, tuple[int, ...]]]] = {
            "text": {"tokens": ("<i2", (self.context,))},
            "kv": {"kv": ("<f4", (2 * self.layers, self.heads, self.context, width))},
            "sparse": {
                "codes": ("|i1", (sides, self.heads, self.kept_tokens, width)),
                "scales": ("<f2", (sides, self.heads)),
            },
            "lora": {"adapter": ("<f4", (self.adapter,))},
        }
        return shapes[form]


class ArrayEntry(Strict):
    """One array's type, shape and the hash of its file."""

    dtype: Literal["<f2", "<f4", "|i1", "<i2"]
    shape: Annotated[tuple[Annotated[int, Field(ge=1, le=10**6)], ...], Field(max_length=4)]
    sha256: Hex64

    @classmethod
    def of(cls, array: npt.NDArray[Any], data: bytes) -> Self:
        """The entry of an array that is written as `data`."""
        return cls.model_validate({"dtype": array.dtype.str, "shape": array.shape, "sha256": sha256(data)})


class ArchivedCube(Strict):
    """A MemCube as it stands in a file; what it says of rights is shown to people, never granted."""

    id: Id
    slot: Annotated[int, Field(ge=0, le=10**6)]
    version: Annotated[int, Field(ge=1, le=10**6)]
    type: Form
    state: State
    sha256: Hex64
    created: Step
    origin: Origin
    semantic: Literal["fact", "skill"]
    owner: Agent
    read: Annotated[tuple[Agent, ...], Field(max_length=32)]
    write: Annotated[tuple[Agent, ...], Field(max_length=32)]
    ttl: Step | None
    priority: Annotated[int, Field(ge=0, le=3)]
    sensitivity: Literal["public", "private", "secret"]
    valid_from: Step
    valid_to: Step | None
    model_fp: Fingerprint
    reads: Step
    writes: Step
    parents: Annotated[tuple[tuple[Relation, Id], ...], Field(max_length=8)]
    arrays: Mapping[Literal["tokens", "kv", "codes", "scales", "adapter"], ArrayEntry]

    @classmethod
    def of(cls, cube: MemCube, arrays: Mapping[str, ArrayEntry], known: Collection[str]) -> Self:
        """The entry of a memory; parents that do not travel with it are left out."""
        rules, use = cube.governance, cube.behaviour
        values = {
            "id": cube.id,
            "slot": cube.slot,
            "version": cube.version,
            "type": cube.type,
            "state": cube.state,
            "sha256": cube.payload.sha256,
            "created": cube.descriptive.created,
            "origin": cube.descriptive.origin,
            "semantic": cube.descriptive.semantic,
            "owner": rules.owner,
            "read": rules.read,
            "write": rules.write,
            "ttl": rules.ttl,
            "priority": rules.priority,
            "sensitivity": rules.sensitivity,
            "valid_from": cube.valid_from,
            "valid_to": cube.valid_to,
            "model_fp": cube.model_fp,
            "reads": use.reads,
            "writes": use.writes,
            "parents": tuple((parent.relation, parent.id) for parent in cube.parents if parent.id in known),
            "arrays": dict(arrays),
        }
        return cls.model_validate(values)


class Manifest(Strict):
    """The whole of it."""

    format: Literal["lab.memcube/1"] = Field(alias="schema")
    model: ModelShape
    exporter: Agent
    event: Step
    cubes: Annotated[tuple[ArchivedCube, ...], Field(max_length=512)]
