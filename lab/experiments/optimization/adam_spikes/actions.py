"""What a person may do to a run beside changing its live fields."""

from pydantic import BaseModel, ConfigDict, Field

from lab.contract.experiment import Action


class ScaleV(BaseModel):
    """Adam's v times a factor: 1.21 makes what it divides by 10 % larger."""

    model_config = ConfigDict(extra="forbid")

    factor: float = Field(1.21, ge=1e-3, le=1e3, description="What v is multiplied by.")


class ResetV(BaseModel):
    """Adam's v and its bias product as before the first gradient."""

    model_config = ConfigDict(extra="forbid")


ACTIONS = (Action("scale_v", "Multiply v", ScaleV), Action("reset_v", "Reset v", ResetV))
