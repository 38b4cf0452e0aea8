"""`lab own import`: what trainings have recorded comes into the store, where no server has followed them."""

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
