"""`lab lesson`: a lesson as a file for a room without a network."""

from pathlib import Path
from typing import Annotated

import typer

from lab.contract.errors import BadInput


def lesson(
    name: Annotated[str, typer.Argument(help="The lesson, rescue for example.")],
    out: Annotated[Path | None, typer.Option(help="File to write; LESSON.html, if none is named.")] = None,
    minutes: Annotated[int, typer.Option(help="Its form: 15 or 45.")] = 15,
) -> None:
    """Write a lesson as one HTML file that needs no network."""
    from lab import lessons
    from lab.lessons.offline import file
    from lab.lessons.words import form_of
    from lab.runs.files import shipping

    found, form = lessons.find(name), form_of(minutes)
    if form is None:
        raise BadInput(f"minutes = {minutes}: a lesson takes 15 or 45.")
    path = out or Path(f"{name}.html")
    path.write_bytes(file(shipping.shipped(), found, form))
    typer.echo(f"{path}: {path.stat().st_size} bytes")
