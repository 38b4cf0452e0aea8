"""What can be set in an experiment, said once: widgets, links, flags and error sentences come from it."""

import difflib
import functools
import math
import types
import typing
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from lab.contract.errors import BadInput
from lab.contract.field import Member, Setting, setting
from lab.contract.strangers import quoted

RESERVED = frozenset(
    {"run", "step", "at", "set", "until", "answer", "preset", "view", "hide", "lock", "room"}
)
"""Names that the address of a page uses itself; no field may have one of them."""


UNIONS = (typing.Union, types.UnionType)
"""What `Literal[…] | str` is: names to choose from, and other texts that the experiment checks itself."""

LONGEST = 40
"""Characters of a name that are looked at: no setting's has more."""
MAXIMUM_VALUES = 64
"""Values of one plural field; an empty default says that the field spans a set only when it is given."""


@dataclass(frozen=True)
class Parsed:
    """A config read from text, and one sentence for each value that could not be taken."""

    config: "ExperimentConfig"
    problems: tuple[str, ...]


class ExperimentConfig(BaseModel):
    """Base of every experiment's config: immutable, bounded, without surprises."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, ignored_types=(Member,))

    device: Literal["auto", "cpu", "cuda"] = setting(
        "auto", "Where the tensors live; auto takes a GPU where it helps at this size."
    )

    @classmethod
    @functools.cache
    def settings(cls) -> dict[str, Setting]:
        """Every field as a `Setting`, in the order of declaration (`device` last)."""
        names = [name for name in cls.model_fields if name != "device"] + ["device"]
        return {name: _setting_of(cls, name) for name in names}

    @classmethod
    @functools.cache
    def plural(cls) -> dict[str, str]:
        """Every plural field, with the field whose values it holds; with itself where there is none."""
        known = cls.settings()
        spans = {name: str(about.singular) for name, about in known.items() if about.singular}
        return {name: single if single in known else name for name, single in spans.items()}

    @property
    def members(self) -> int:
        """Runs in the set that it spans."""
        return math.prod(max(1, len(getattr(self, name))) for name in self.plural())

    @property
    def resolved(self) -> Self:
        """A member's config as all code of an experiment sees it: each field has the member's own value.

        The plural fields stay as they are, since figures look members up by them.
        """
        own = {
            single: getattr(self, name)[0]
            for name, single in self.plural().items()
            if single != name and len(getattr(self, name)) == 1
        }
        return self.model_copy(update=own) if own else self

    def without(self, plural: Collection[str]) -> Self:
        """What is left of it without some plural fields and the fields whose values they hold; a key."""
        singles = [self.plural()[name] for name in plural]
        return self.model_copy(update=dict.fromkeys([*plural, *singles]))

    @model_validator(mode="after")
    def _within_bounds(self) -> Self:
        for name, about in type(self).settings().items():
            _check_bounds(about, getattr(self, name))
        return self

    @classmethod
    def make(cls, values: Mapping[str, Any]) -> Self:
        """Config from values of any kind (text included).

        Raises:
            BadInput: the first value that cannot be taken, in one sentence.
        """
        known = cls.settings()
        for name in values:
            if name not in known:
                (nearest,) = difflib.get_close_matches(name[:LONGEST].lower(), known, n=1, cutoff=0.0)
                raise BadInput(f"{quoted(name[:LONGEST])} is not a setting here; the nearest is {nearest}.")
        read = {name: _from_text(known[name], value) for name, value in values.items()}
        try:
            return cls(**read)
        except ValidationError as error:
            raise BadInput(_sentence(known, error)) from None

    @classmethod
    def parse(cls, values: Mapping[str, str], base: Mapping[str, Any]) -> Parsed:
        """Config from the text of a link over `base`; a value that cannot be taken leaves the base's."""
        try:  # all at once: some values are allowed only beside one another
            return Parsed(cls.make({**base, **values}), ())
        except BadInput:
            taken, problems = dict(base), []
        for name, text in values.items():
            try:
                cls.make({**taken, name: text})
                taken[name] = text
            except BadInput as error:
                problems.append(str(error))
        return Parsed(cls.make(taken), tuple(problems))

    def values(self) -> dict[str, Any]:
        """Every field as plain JSON values, as a specification has them."""
        known = type(self).settings()
        whole = self.model_dump(mode="json")
        return {name: whole[name] for name in whole if not self._as_before(known[name])}

    def _as_before(self, about: Setting) -> bool:
        return about.added and getattr(self, about.name) == about.default

    def differing(self, base: Self) -> dict[str, str]:
        """The fields that differ from `base`, as the text of a link."""
        return {
            name: as_text(getattr(self, name))
            for name in type(self).settings()
            if getattr(self, name) != getattr(base, name)
        }

    def replace(self, **changes: Any) -> Self:
        """This config with some fields changed, checked again."""
        return self.make({**self.values(), **changes})


def as_text(value: Any) -> str:
    """A field's value as it stands in a link: `0.02`, `true`, `0.5,0.8`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (tuple, list)):
        return ",".join(as_text(item) for item in value)
    return f"{value!r}" if isinstance(value, float) else str(value)


def _setting_of(cls: type[ExperimentConfig], name: str) -> Setting:
    field = cls.model_fields[name]
    about = _about(cls, name)
    single = about["singular"]
    if single in cls.model_fields and single != name:
        base = _about(cls, single)
        about = about | {same: base[same] for same in ("symbol", "unit", "minimum", "maximum")}
    kind, choices = _kind(field.annotation, plural=about["singular"] is not None)
    open = kind == "choice" and str in typing.get_args(field.annotation)
    return Setting(name=name, kind=kind, choices=choices, default=field.default, open=open, **about)


def _about(cls: type[ExperimentConfig], name: str) -> dict[str, Any]:
    extra = typing.cast(dict[str, Any], cls.model_fields[name].json_schema_extra or {})
    return typing.cast(dict[str, Any], extra["lab"])


def _kind(
    annotation: Any, *, plural: bool
) -> tuple[Literal["float", "int", "bool", "choice", "text"], tuple[str, ...]]:
    if plural:
        annotation = typing.get_args(annotation)[0]
    parts = typing.get_args(annotation) if typing.get_origin(annotation) in UNIONS else (annotation,)
    choices = [
        str(choice)
        for part in parts
        if typing.get_origin(part) is Literal
        for choice in typing.get_args(part)
    ]
    if choices:
        return "choice", tuple(choices)
    for kind, python in (("bool", bool), ("int", int), ("float", float)):
        if annotation is python:
            return typing.cast(Any, kind), ()
    return "text", ()


def _from_text(about: Setting, value: Any) -> Any:
    if about.singular and isinstance(value, str):
        return tuple(item.strip() for item in value.split(",") if item.strip())
    if about.singular and not isinstance(value, (list, tuple)):
        return (value,)
    return value


def _check_bounds(about: Setting, value: Any) -> None:
    if about.singular and not (bool(about.default) <= len(value) <= MAXIMUM_VALUES):
        count = f"{int(bool(about.default))} … {MAXIMUM_VALUES}"
        raise BadInput(f"{about.name} has {len(value)} values, allowed are {count}, separated by commas.")
    for item in value if about.singular else (value,):
        if about.minimum is None or about.maximum is None or isinstance(item, (str, bool)):
            continue
        if not about.minimum <= item <= about.maximum:  # neither is inf or nan; no float of a huge int
            raise BadInput(_outside(about, item))


def _outside(about: Setting, value: Any) -> str:
    example = as_text(about.default) or as_text(about.minimum)
    return f"{about.name} = {quoted(value)} is outside {about.allowed}. Try {about.name}={example}."


def _sentence(known: Mapping[str, Setting], error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    if not first["loc"]:
        return str(first.get("ctx", {}).get("error", first["msg"]))
    about = known[str(first["loc"][0])]
    example = as_text(about.default)
    value = quoted(first["input"])
    return f"{about.name} = {value} is not allowed here: {about.allowed}. Try {about.name}={example}."
