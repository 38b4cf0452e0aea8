"""What can be set: the questions, and when weight decay acts."""

import re
from typing import Literal, Self

from pydantic import model_validator

from lab.contract.errors import BadInput
from lab.contract.field import member, setting
from lab.experiments.complexity.sweep.config import AnchorConfig

WINDOW = re.compile(r"(\d{1,3})-(\d{1,3})")


class Config(AnchorConfig):
    """Transformers that answer all they were taught, by the rule or by heart."""

    task: Literal["anchors", "mixture"] = setting(
        "anchors",
        "Questions about a rule with one pair left out, or half of them about a rule and half with random "
        "answers that can only be learned by heart.",
    )
    windows: tuple[str, ...] = setting(
        ("0-100",),
        "When weight decay acts, from-to in per cent of the run; 0-0 is never.",
        label="Weight decay acts",
        singular="window",
    )
    window = member(windows)

    @model_validator(mode="after")
    def _windows(self) -> Self:
        for window in self.windows:
            found = WINDOW.fullmatch(window)
            if found is None or not int(found[1]) <= int(found[2]) <= 100:
                raise BadInput(f"windows = {window[:20]} is not from-to in per cent. Try windows=25-50.")
        if self.task == "mixture" and self.sequence > 3:
            raise BadInput(f"sequence = {self.sequence} is for task=anchors; the mixture has 3 tokens.")
        return self

    @property
    def decay_window(self) -> tuple[float, float]:
        """The same as two shares of the run."""
        start, stop = self.window.split("-")
        return int(start) / 100, int(stop) / 100
