"""One field of a config as people meet it, and how it is declared: `setting`, `several`, `member`."""

import typing
from dataclasses import dataclass
from typing import Any, Generic, Literal, Self, TypeVar, overload

from pydantic import Field

T = TypeVar("T")
Scale = Literal["linear", "log", "complement"]
"""How a slider runs: evenly in x, in log x, or in log(1 − x) (for what lies close to one)."""


@dataclass(frozen=True)
class Setting:
    """One field of a config, as people meet it.

    `minimum … maximum` is what the code can compute (links, Python and the command line take all of it);
    `widget` is the narrower range of the slider. A plural field (`gammas`) is a tuple that spans a set; its
    bounds hold for each value and `singular` names the column of the member's value. A choice that is `open`
    takes other texts, too, which the experiment checks. One that was `added` after runs had been recorded
    stands in a specification only where it is not at its default: older runs keep their ids.
    """

    name: str
    kind: Literal["float", "int", "bool", "choice", "text"]
    default: Any
    help: str
    label: str
    symbol: str
    unit: str
    minimum: float | None
    maximum: float | None
    scale: Scale
    widget: tuple[float, float] | None
    live: bool
    singular: str | None
    choices: tuple[str, ...]
    main: bool
    added: bool = False
    open: bool = False

    @property
    def allowed(self) -> str:
        """What may be given, in words: `1e-05 … 1.0 (log)`."""
        if self.choices:
            return "one of " + ", ".join(self.choices) + (", or own points" if self.open else "")
        if self.kind == "bool":
            return "true or false"
        if self.minimum is None or self.maximum is None:
            return {"float": "a number", "int": "a whole number"}.get(self.kind, "text")
        whole = "whole numbers " if self.kind == "int" else ""
        many = " each, separated by commas" if self.singular else ""
        return f"{whole}{self.minimum} … {self.maximum}{' (log)' if self.scale == 'log' else ''}{many}"

    def at(self, value: Any) -> str:
        """The setting at a value, in few words: `ε = 0.1`."""
        number = f"{value:.4g}" if isinstance(value, float) else value
        return f"{self.symbol or self.label or self.name} = {number}"


def setting(
    default: Any,
    help: str,
    *,
    label: str = "",
    symbol: str = "",
    unit: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    scale: Scale = "linear",
    widget: tuple[float, float] | None = None,
    live: bool = False,
    singular: str | None = None,
    main: bool = False,
    added: bool = False,
) -> Any:
    """Declare one field of a config (see `Setting`); `main` fields are not folded away on the page."""
    about = {
        "help": help,
        "label": label,
        "symbol": symbol,
        "unit": unit,
        "minimum": minimum,
        "maximum": maximum,
        "scale": scale,
        "widget": widget,
        "live": live,
        "singular": singular,
        "main": main,
        "added": added,
    }
    return Field(default, description=help, json_schema_extra={"lab": typing.cast(Any, about)})


def several(singular: str, help: str, *, label: str = "Several") -> Any:
    """Declare the plural field that spans a set over the values of another, `singular`, within its bounds."""
    return setting((), help, label=label, singular=singular)


class Member(Generic[T]):
    """A member's value of a plural field without a field beside it: the first; of none, `default`."""

    def __init__(self, plural: tuple[T, ...], default: T) -> None:
        self._given, self._default = plural, default

    def __set_name__(self, owner: type, name: str) -> None:
        (self.plural,) = (name for name, value in vars(owner).items() if value is self._given)

    @overload
    def __get__(self, config: None, owner: type) -> Self: ...
    @overload
    def __get__(self, config: Any, owner: type) -> T: ...
    def __get__(self, config: Any, owner: type) -> Self | T:
        if config is None:
            return self
        value: T = next(iter(getattr(config, self.plural)), self._default)
        return value


def member(plural: tuple[T, ...], default: Any = None) -> Member[T]:
    """Declare the name by which code reads a member's value of a plural field: `gamma = member(gammas)`."""
    return Member(plural, default)
