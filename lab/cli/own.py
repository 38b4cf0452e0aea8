"""`lab own import | branch`: what trainings have recorded comes into the store; one goes on, changed."""

from pathlib import Path
from typing import Annotated

import typer

from lab.contract.errors import BadInput

own = typer.Typer(no_args_is_help=True, help="Your own trainings, which lab.watch records.")


@own.callback()
def _group() -> None:
    """Your own trainings, which lab.watch records."""


@own.command("import")
def import_spools(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE …]", help="Spools; else those of LAB_HOME.")
    ] = None,
) -> None:
    """Bring recorded trainings into the store, each as far as it has come; again, what is new of it."""
    from lab.runs.files import own
    from lab.runs.store.log import Log

    log = Log()
    for path in files or own.spools():
        try:
            info = log.recording(own.bring(log, path))
        except OSError as error:
            raise BadInput(f"{path} cannot be read: {error.strerror}.") from None
        typer.echo(f"{info.members[0]}  {info.state}  {info.rows} rows")


@own.command("branch")
def branch(
    id: Annotated[str, typer.Argument(metavar="RUN", help="Id of a training that a function made.")],
    at: Annotated[int, typer.Option(help="The step before which it is changed.", min=0)],
    changes: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE …]", help="Settings of its optimizer.")
    ] = None,
) -> None:
    """Run a training's function again from its checkpoint before a step, with other settings from there."""
    import json
    import subprocess

    from lab.host.processes import python
    from lab.runs.files import kept

    given = dict(change.partition("=")[::2] for change in changes or ())
    for name, value in given.items():
        if not name or not value:
            raise BadInput(f"{name or value} is no change: give NAME=VALUE, eps=1e-4 for example.")
    place = kept.function(_known(id))
    if place is None:
        raise BadInput(
            f"{id} can not be branched: its training is no function that another process finds. "
            "Put it into one, in a file, with @lab.own()."
        )
    if not any(step <= at for step in kept.steps(id)):
        there = ", ".join(map(str, kept.steps(id))) or "none"
        raise BadInput(f"{id} has no checkpoint at or before step {at}: there are {there}.")
    done = subprocess.run(python("lab.watching.resume", id, str(at), json.dumps(given)), check=False)
    raise typer.Exit(done.returncode)


def _known(id: str) -> str:
    from lab.runs.names.specification import ID

    if not ID.fullmatch(id):
        raise BadInput(f"{id[:40]} is no id: give 16 of the characters 0-9 and a-f.")
    return id
