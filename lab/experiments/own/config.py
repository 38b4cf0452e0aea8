"""What names a training of one's own: plain text and numbers, and a random start that no other has."""

import json
import re

from pydantic import model_validator

from lab.contract.config import ExperimentConfig
from lab.contract.errors import BadInput
from lab.contract.field import setting
from lab.contract.strangers import quoted, read_json

HASH, START = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{32}")
WORD = re.compile(r"[A-Za-z0-9_.+ -]{0,40}")
LONGEST_NAME, LONGEST_OPTIMIZER = 80, 65_536
"""Characters of a name, and of an optimizer's settings."""


class Config(ExperimentConfig):
    """What a watched training was, as far as it may travel in a link: no source, no path, no owner."""

    name: str = setting("", "What its owner calls it.", main=True)
    start: str = setting("", "128 random bits in hexadecimal, drawn when it began.")
    optimizer: str = setting("", "Class and settings of the optimizer's groups, as canonical JSON.")
    parameters: int = setting(0, "Parameters of the model.", minimum=0, maximum=2**53)
    shapes: str = setting("", "SHA-256 of the parameters' names and shapes.")
    initial: str = setting("", "SHA-256 of the parameters when it began.")
    torch: str = setting("", "Version of PyTorch.")
    processor: str = setting("cpu", "Kind of device that the parameters were on.")
    dtype: str = setting("float32", "Float type of the parameters.")
    wrapper: str = setting("none", "What the model was wrapped in: none, ddp, fsdp2 or compile.")

    @model_validator(mode="after")
    def _plain(self) -> "Config":
        if not self.name.isprintable() or len(self.name) > LONGEST_NAME:
            raise BadInput(
                f"name = {quoted(self.name)} is not allowed: give up to {LONGEST_NAME} printable characters."
            )
        for field, form in (("start", START), ("shapes", HASH), ("initial", HASH)):
            if not form.fullmatch(getattr(self, field)):
                raise BadInput(f"{field} = {quoted(getattr(self, field))} is not hexadecimal of its length.")
        for field in ("torch", "processor", "dtype", "wrapper"):
            if not WORD.fullmatch(getattr(self, field)):
                raise BadInput(f"{field} = {quoted(getattr(self, field))} is not a short word.")
        if len(self.optimizer) > LONGEST_OPTIMIZER or not isinstance(self.settings_of_optimizer, dict):
            raise BadInput("The optimizer is no JSON object of at most 64 kB.")
        return self

    @property
    def settings_of_optimizer(self) -> dict[str, object]:
        """Its `class` and `groups`."""
        found: dict[str, object] = read_json(self.optimizer, "The optimizer")
        return found

    @property
    def optimizer_class(self) -> str:
        """The class of the optimizer, in a word."""
        return quoted(self.settings_of_optimizer.get("class", ""))


def canonical(value: object) -> str:
    """A value as canonical JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
