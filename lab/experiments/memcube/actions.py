"""What a person may do to the store in the middle of its life, as owner or as another agent."""

from pydantic import BaseModel, ConfigDict, Field

from lab.experiment import Action, WhatIf


class About(BaseModel):
    """One person's memory, by its number: 0 is Mira."""

    model_config = ConfigDict(extra="forbid")

    about: int = Field(0, ge=0, le=100_000, description="Whose memory; 0 is Mira.")


class Asked(About):
    """A question from an agent: 0 is A, 1 is B."""

    agent: int = Field(1, ge=0, le=3, description="Who asks; 1 is B.")
    relation: int = Field(0, ge=0, le=3, description="What is asked; 0 is what the person drinks.")


class Forbidden(About):
    """An agent that loses its rights to a memory."""

    agent: int = Field(1, ge=0, le=3, description="Who may no longer read it; 1 is B.")


class Told(About):
    """A new value of what a person drinks."""

    value: int = Field(5, ge=0, le=31, description="What it is from now on; 5 is coffee.")


QUESTION = {"about": 0, "agent": 1, "relation": 0}

ACTIONS = (
    Action("write_into_weights", "Write a memory into the shared weights", About),
    Action("change", "Change what a person drinks", Told),
    Action("forbid", "Forbid an agent to read it", Forbidden),
    Action("freeze", "Freeze a memory", About),
    Action("erase", "Delete a memory", About),
    Action("ask", "Ask as an agent", Asked),
)

WHAT_IFS = (
    WhatIf("Delete Mira, then ask as B", lambda _: {"erase": {"about": 0}, "ask": QUESTION}),
    WhatIf(
        "First write her into the weights",
        lambda _: {"write_into_weights": {"about": 0}, "erase": {"about": 0}, "ask": QUESTION},
    ),
)
