"""What a person may do to the store in the middle of its life, as owner or as another agent."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from lab.contract.experiment import Action, WhatIf
from lab.memos.stream import AGENTS
from lab.worlds.facts import RELATIONS, VALUES, subject_name

PEOPLE = tuple(subject_name(slot) for slot in range(256))
MOST_CHARACTERS = 2_048_000
"""Of an archive that is taken in by hand: 1.5 MB, more than any store here can send, since 64 memories with
adapters of rank 4 are 1.3 MB. (The format allows 8 MB; this one travels in the run's own specification.)"""


def _one_of(words: tuple[str, ...], start: int, description: str) -> Any:
    """A whole number that people see as a word."""
    extra: dict[str, Any] = {"words": list(words)}
    return Field(start, ge=0, le=len(words) - 1, description=description, json_schema_extra=extra)


def mark(act: str, count: int | str) -> str:
    """Name of the mark of an act, the so-manieth by hand."""
    return f"{act.replace('_', '-')}-{count}"


def why(mark: str) -> str:
    """Name of the array that holds, as UTF-8, what the act of a mark was refused for."""
    return f"why-{mark}"


class About(BaseModel):
    """One person's memory, by its number: 0 is Mira."""

    model_config = ConfigDict(extra="forbid")

    about: int = _one_of(PEOPLE, 0, "Whose memory; 0 is Mira.")


class Asked(About):
    """A question from an agent: 0 is A, 1 is B."""

    agent: int = _one_of(AGENTS, 1, "Who asks; 1 is B.")
    relation: int = _one_of(RELATIONS, 0, "What is asked; 0 is what the person drinks.")


class Ruled(About):
    """An agent that gains or loses its right to read a memory."""

    agent: int = _one_of(AGENTS, 1, "Which agent; 1 is B.")


class Told(About):
    """One fact about a person, as it is from now on."""

    relation: int = _one_of(RELATIONS, 0, "Which fact; 0 is what the person drinks.")
    value: int = _one_of(VALUES, 5, "What it is from now on; 5 is coffee.")


class Brought(BaseModel):
    """A new person: four facts, whose they are, and whether others may read them."""

    model_config = ConfigDict(extra="forbid")

    agent: int = _one_of(AGENTS, 0, "Whose memory it is.")
    drinks: int = _one_of(VALUES, 0, "What the person drinks.")
    lives: int = _one_of(VALUES, 8, "Where the person lives.")
    keeps: int = _one_of(VALUES, 16, "What the person keeps.")
    likes: int = _one_of(VALUES, 24, "What the person likes.")
    private: int = _one_of(("shared", "private"), 0, "Whether only its owner may read it.")


class RolledBack(About):
    """A version to come back; 0 is the one before."""

    version: int = Field(0, ge=0, le=10_000, description="Which version comes back; 0 is the one before.")


class Promoted(About):
    """The form in which a memory is to be kept from now on."""

    form: Literal["text", "kv", "sparse", "lora"] = Field("sparse", description="In which form.")


class Sent(BaseModel):
    """An agent's memories, carried to another store in a file."""

    model_config = ConfigDict(extra="forbid")

    agent: int = _one_of(AGENTS, 0, "Whose memories travel.")
    most: int = Field(8, ge=1, le=64, description="How many at most.")
    model: int = _one_of(("the same", "another"), 0, "The model of the other store.")


class TakenIn(BaseModel):
    """A file of memories, taken into this store for an agent."""

    model_config = ConfigDict(extra="forbid")

    agent: int = _one_of(AGENTS, 1, "For whom; 1 is B.")
    archive: str = Field(
        "",
        max_length=MOST_CHARACTERS,
        pattern=r"^[A-Za-z0-9+/]*={0,2}$",
        description="A file of memories, as base64.",
        json_schema_extra={"file": ".memcube"},
    )


QUESTION = {"about": 0, "agent": 1, "relation": 0}

ACTIONS = (
    Action("add", "Bring a new memory", Brought),
    Action("change", "Change a fact", Told),
    Action("roll_back", "Roll back to a version", RolledBack),
    Action("promote", "Keep it in another form", Promoted),
    Action("write_into_weights", "Write a memory into the shared weights", About),
    Action("allow", "Allow an agent to read it", Ruled),
    Action("forbid", "Forbid an agent to read it", Ruled),
    Action("freeze", "Freeze a memory", About),
    Action("expire", "Let a memory expire", About),
    Action("erase", "Delete a memory", About),
    Action("send", "Carry an agent's memories to another store", Sent),
    Action("take_in", "Take memories in from a file", TakenIn),
    Action("ask", "Ask as an agent", Asked),
)
"""In the order in which those of one event happen: whoever deletes and asks wants to know what is left."""

WHAT_IFS = (
    WhatIf("Delete Mira, then ask as B", lambda _: {"erase": {"about": 0}, "ask": QUESTION}),
    WhatIf(
        "First write her into the weights",
        lambda _: {"write_into_weights": {"about": 0}, "erase": {"about": 0}, "ask": QUESTION},
    ),
    WhatIf("Carry A's memories to another store", lambda _: {"send": {"agent": 0, "most": 8, "model": 0}}),
)
