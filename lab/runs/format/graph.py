"""Changes of a graph, as chunks and files carry them: nodes, edges, what changed, entries of a log."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Text = Annotated[str, Field(max_length=400)]
Number = Annotated[int, Field(ge=0, le=2**53)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Node(_Strict):
    """A node, when it comes."""

    id: Number
    uuid: Text
    about: int
    version: Number
    origin: Text
    sha256: Text
    bytes: Number
    type: Text
    x: float
    y: float
    look: Text
    label: Text
    text: Text
    owner: Text
    read: Annotated[list[Text], Field(max_length=64)]
    words: Annotated[list[Text], Field(max_length=256)] = []
    glimpse: Annotated[list[Text], Field(max_length=256)] = []


class NodeChange(_Strict):
    """What is new of a node."""

    id: Number
    look: Text = ""
    weight: float = 0.0
    reads: Number = 0
    refused: int = 0
    read: Annotated[list[Text], Field(max_length=64)] = []


class Change(_Strict):
    """What becomes of a graph at a step."""

    step: Number
    nodes: list[Node] = []
    edges: list[Annotated[list[Any], Field(min_length=3, max_length=3)]] = []
    changes: list[NodeChange] = []
    log: list[Annotated[list[Any], Field(min_length=5, max_length=5)]] = []
    head: Text = ""


def check(changes: Sequence[Any]) -> None:
    """Refuse what is no graph: nodes not counted from 0, edges and changes of nodes that are not there.

    Raises:
        ValueError: what is wrong.
    """
    known = 0
    for change in changes:
        try:
            read = Change.model_validate(change)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = "/".join(map(str, first["loc"]))[:60]
            raise ValueError(f"a change of its graph is none: {place}: {first['msg'][:60]}") from None
        if [node.id for node in read.nodes] != list(range(known, known + len(read.nodes))):
            raise ValueError(f"the nodes of its graph are not counted from 0, at step {read.step}")
        known += len(read.nodes)
        ends = [*(end for edge in read.edges for end in edge[:2]), *(node.id for node in read.changes)]
        if any(type(end) is not int or not 0 <= end < known for end in ends):
            raise ValueError(
                f"an edge or a change of its graph is of a node that is not there, at step {read.step}"
            )
        kinds = [tuple(map(type, entry)) for entry in read.log]
        if any(kind != (str, str, int, str, str) for kind in kinds):
            raise ValueError(f"an entry of its log is none, at step {read.step}")
