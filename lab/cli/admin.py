"""`lab admin runs | queue | store | errors | drain | remove`: asks the lab that is served, with its token."""

import json
import urllib.error
import urllib.request
from typing import Annotated, Any

import typer

from lab.contract.errors import LabError, Refused
from lab.contract.settings import home, read
from lab.host.served import served

admin = typer.Typer(no_args_is_help=True, help="For the operator of a lab that is served: LAB_ADMIN_TOKEN.")
PATIENCE = 60.0
"""Seconds until the lab must have answered."""


def _asked(order: dict[str, str] | None = None) -> dict[str, Any]:
    """What the operator's address answers, after what was ordered.

    Raises:
        Refused: no token, another one, or what it says.
        LabError: no lab is served from this LAB_HOME, or it does not answer.
    """
    token, where = str(read("LAB_ADMIN_TOKEN")), served(home())
    if not token:
        raise Refused("`lab admin` needs LAB_ADMIN_TOKEN, the one with which the lab is served.")
    if not where:
        raise LabError(f"No lab is served from {home()}: start it, or set LAB_HOME.")
    body = None if order is None else json.dumps(order).encode()
    headers = {"Authorization": f"Bearer {token}", "Origin": where, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{where}/operator", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            found: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as error:
        raise Refused(json.load(error)["error"]) from None
    except OSError as error:
        raise LabError(f"{where} does not answer: {error}.") from None
    return found


def _print(part: str) -> None:
    """Print a part of what there is to see, a line each, columns apart by two spaces."""
    rows = [[str(value) for value in row.values()] for row in _asked()[part]]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo("  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip())


@admin.command("runs")
def runs() -> None:
    """Print the newest runs: id, members, state, visitor, steps done and in all."""
    _print("runs")


@admin.command("queue")
def queue() -> None:
    """Print what computes and waits, in its order, with seconds of computing left and until its turn."""
    _print("queue")


@admin.command("store")
def store() -> None:
    """Print who holds how much of the store: visitor, recordings, megabytes; the fullest first."""
    _print("store")


@admin.command("errors")
def errors() -> None:
    """Print the newest runs that failed or were interrupted, and why."""
    _print("errors")


@admin.command("drain")
def drain(
    off: Annotated[bool, typer.Option("--off", help="Let runs begin again.")] = False,
) -> None:
    """Let the lab run empty: what waits ends, nothing new begins."""
    typer.echo(_asked({"do": "go on" if off else "drain"})["done"])


@admin.command("remove")
def remove(
    what: Annotated[str, typer.Argument(help="A run's id, or a visitor, as `lab admin store` names them.")],
) -> None:
    """Remove a run, or all that a person has recorded; what still computes goes on as nobody's."""
    typer.echo(_asked({"do": "remove", "what": what})["done"])
