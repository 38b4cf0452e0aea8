"""`lab runs list | show | import | delete | backup`: what the store holds."""

import json
from pathlib import Path
from typing import Annotated

import typer

runs = typer.Typer(no_args_is_help=True, help="What the store holds.")


@runs.command("list")
def list_runs(
    limit: Annotated[int, typer.Option(help="How many, newest first.", min=1, max=10_000)] = 20,
    json_lines: Annotated[bool, typer.Option("--json", help="Print one JSON object a recording.")] = False,
) -> None:
    """List the newest recordings."""
    from lab.cli.terminal import print_recordings
    from lab.runs.store.log import Log

    print_recordings(Log().newest(limit), json_lines=json_lines)


@runs.command("show")
def show_run(id: Annotated[str, typer.Argument(metavar="RUN", help="Id of a run.")]) -> None:
    """Print a run's specification and its recordings as JSON."""
    from lab.cli.terminal import recording_json
    from lab.runs.store.log import Log

    log = Log()
    specification = log.specification(id).specification
    recordings = [recording_json(info) for info in log.recordings_of(id)]
    typer.echo(json.dumps({"id": id, **specification, "recordings": recordings}, indent=2))


@runs.command("import")
def import_run(file: Annotated[Path, typer.Argument(metavar="FILE", help="A .labrun file.")]) -> None:
    """Take a recording from a file, beside what is here."""
    from lab.runs.files import archive
    from lab.runs.store.log import Log

    log = Log()
    info = log.recording(archive.load(log, file))
    for run_id in info.members:
        typer.echo(f"run     {run_id}")


@runs.command("delete")
def delete_run(id: Annotated[str, typer.Argument(metavar="RUN", help="Id of a run.")]) -> None:
    """Remove a run's recordings, unless a branch or a set refers to it; what it was is still known."""
    from lab.runs.files.kept import forget
    from lab.runs.store.log import Log
    from lab.runs.store.prune import delete

    removed = delete(Log(), id)
    forget([id])  # else it would come again
    typer.echo(f"{id}: {len(removed)} recordings removed")


@runs.command("backup")
def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write.")]) -> None:
    """Copy the whole store to a file, also while the lab is served."""
    from lab.runs.store.log import Log

    Log().backup(file)
    typer.echo(f"{file}: {file.stat().st_size} bytes")
