"""What the commands print: progress, rows as JSON lines, tables."""

import json
import math
import sys
from collections.abc import Sequence
from typing import Any

import typer

from lab.api import Opened
from lab.runs.store.log import RecordingInfo


def print_rows(opened: Opened) -> None:
    """One JSON object a row, as they come; what is not a finite number is null."""
    for row in opened.rows():
        typer.echo(json.dumps({name: _plain(value) for name, value in row.items()}))


def show_progress(opened: Opened) -> None:
    """A line that follows the run (on a terminal), then what it is and where to see it."""
    on_terminal = sys.stderr.isatty()
    for progress, steps in opened.progress():
        if on_terminal:
            typer.echo(f"\rstep {progress} of {steps}", nl=False, err=True)
    if on_terminal:
        typer.echo("", err=True)
    typer.echo(f"run     {opened.id}")
    for digest in dict.fromkeys(opened.digests):
        typer.echo(f"digest  {digest}")
    typer.echo(f"marks   {len(opened.marks)}")
    typer.echo(f"link    {opened.link}")
    for slug, verdict in opened.claims.items():
        typer.echo(f"{slug}: {verdict.outcome}, {verdict.number}")


def print_agreement(opened: Opened) -> None:
    """Whether a run that was trained again came out with the same bits."""
    typer.echo(f"again   {opened.agreement}")


def print_recordings(listed: Sequence[RecordingInfo], *, json_lines: bool) -> None:
    """One line a recording."""
    for info in listed:
        if json_lines:
            typer.echo(json.dumps(recording_json(info)))
        else:
            many = f" (+{len(info.members) - 1} members)" if len(info.members) > 1 else ""
            typer.echo(f"{info.members[0]}{many}  {info.state:<11}  {info.rows:>8} rows  {info.origin}")


def recording_json(info: RecordingInfo) -> dict[str, Any]:
    """A recording's facts as JSON values."""
    names = ("recording", "origin", "state", "rows", "last_step", "digests", "environment", "error")
    return {name: getattr(info, name) for name in names}


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
