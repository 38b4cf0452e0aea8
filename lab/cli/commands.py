"""`lab serve | run | branch | claims | record | export | lesson | memories | own | runs | admin`.

Exit codes: 0 done, 2 bad input, 1 anything else.
"""

import datetime
import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from typer._click.exceptions import ClickException  # typer names no public base of its usage errors

from lab import __version__, experiments
from lab.cli.admin import admin
from lab.cli.lesson import lesson
from lab.cli.memories import memories
from lab.cli.own import own
from lab.cli.runs import runs
from lab.contract import settings
from lab.contract.errors import BadInput, LabError, NotFound, Refused
from lab.contract.settings import CHECKOUT, ROOT
from lab.contract.spelling import spell_unknown_signs
from lab.contract.strangers import read_json
from lab.host.address import public_url
from lab.host.processes import python
from lab.host.public import check_public
from lab.host.served import check_can_listen, check_free

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(runs, name="runs")
app.add_typer(memories, name="memories")
app.add_typer(own, name="own")
app.add_typer(admin, name="admin")
app.command()(lesson)

ONLY_HERE = (
    "`lab {}` writes a checkout's own files, and this lab is installed: use a clone with `pip install -e .`."
)
EXTRA = {"allow_extra_args": True, "ignore_unknown_options": True}


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"lab {__version__}")
        raise typer.Exit


VERSION = typer.Option("--version", callback=_version, is_eager=True, help="Print the version, and end.")


@app.callback()
def lab(version: Annotated[bool, VERSION] = False) -> None:
    """Learning Dynamics Lab."""


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8501,
    address: Annotated[str, typer.Option(help="Address to listen on.")] = "localhost",
    public: Annotated[bool, typer.Option("--public", help="For strangers: refuse unsafe settings.")] = False,
) -> None:
    """Serve the lab until Ctrl-C."""
    public_url()  # what is no address is refused before anything starts
    address = address.strip("[]")
    if public:
        check_public(address)
    check_free(settings.writable(settings.home()))
    check_can_listen(address, port)
    environment = settings.environment()
    if public:
        environment.setdefault("LAB_LOGS", "json")
    os.chdir(ROOT)
    options = ["--server.port", str(port), "--server.address", address, "--server.headless", "true"]
    os.execve(sys.executable, python("streamlit", "run", "app.py", *options), environment)


@app.command(context_settings=EXTRA)
def run(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The experiment, adam-spikes for example.")],
    preset: Annotated[str | None, typer.Option(help="An example to start from.")] = None,
    config: Annotated[Path | None, typer.Option(help="A JSON file of fields.")] = None,
    again: Annotated[bool, typer.Option(help="Train again even if it is recorded.")] = False,
    json_lines: Annotated[bool, typer.Option("--json", help="Print one JSON object a row.")] = False,
) -> None:
    """Train a run (--FIELD VALUE for its fields) and print its progress, or its rows with --json."""
    from lab import api
    from lab.cli.terminal import print_agreement, print_rows, show_progress

    opened = api.run(name, preset, again=again, **{**_from_file(config), **_fields(name, context.args)})
    if json_lines:
        print_rows(opened)
    else:
        show_progress(opened)
        if again:
            print_agreement(opened)


@app.command(context_settings=EXTRA)
def branch(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="RUN", help="Id of a run.")],
    at: Annotated[str, typer.Option(help="A step, a mark (crossing-2), or cliff.")],
    json_lines: Annotated[bool, typer.Option("--json", help="Print one JSON object a row.")] = False,
) -> None:
    """Change a recorded run at a step (--FIELD VALUE for live fields and actions) and train it from there."""
    from lab import api
    from lab.cli.terminal import print_rows, show_progress

    opened = api.open(id).branch(at, **_given(context.args))
    if json_lines:
        print_rows(opened)
    else:
        show_progress(opened)


@app.command()
def export(
    id: Annotated[str, typer.Argument(metavar="RUN", help="Id of a run or a set.")],
    output: Annotated[Path, typer.Option(help="File to write.")],
    format: Annotated[str, typer.Option(help="csv, html or labrun.")] = "csv",
) -> None:
    """Write a recorded run to a file: its rows, a replay that needs no network, or the whole recording."""
    from lab import api
    from lab.export import replay
    from lab.export.table import table
    from lab.figures.exhibit import exhibit
    from lab.runs.files import archive
    from lab.runs.read.sound import check_sound

    if format not in ("csv", "html", "labrun"):
        raise BadInput(f"format = {format} is not one of csv, html, labrun.")
    opened = api.open(id)
    subject = exhibit(opened.log, opened.id)
    for info in subject.infos:
        check_sound(opened.log, info)
    if format == "labrun":
        archive.export(opened.log, opened.id, output)
    elif format == "html":
        output.write_bytes(replay.file(subject, opened.link))
    else:
        with output.open("w", encoding="utf-8", newline="") as file:
            file.writelines(table(subject))
    typer.echo(f"{output}: {output.stat().st_size} bytes")


@app.command()
def claims(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME …]", help="Experiments, or claims.")
    ] = None,
    markdown: Annotated[bool, typer.Option(help="Print the table of docs/claims.md.")] = False,
    json_list: Annotated[bool, typer.Option("--json", help="Print the verdicts as a JSON list.")] = False,
    train: Annotated[bool, typer.Option(help="Train the evidence anew, and print both verdicts.")] = False,
    ship: Annotated[bool, typer.Option(help="With --train: train what assets/evidence lacks.")] = False,
) -> None:
    """Judge the claims on the shipped evidence and print the verdicts."""
    from lab.cli import claims as command

    wanted = names or list(experiments.PACKAGES)
    if ship:
        _in_checkout("claims --train --ship")
    if train:
        command.train_anew(wanted, ship=ship)
    else:
        command.show(wanted, "json" if json_list else "markdown" if markdown else "lines")


@app.command()
def record(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME …]", help="Experiments.")] = None,
) -> None:
    """Train presets, claims' evidence, what would turn it, what lessons rest on; write assets/recordings."""
    _in_checkout("record")
    from lab import lessons
    from lab.evidence.turns import turning
    from lab.lessons.outcomes import requests
    from lab.runs.files import shipping

    for name in names or list(experiments.PACKAGES):
        also = [*turning(name), *requests(lessons.LESSONS.values(), name)]
        for path in shipping.record(experiments.find(name), also):
            typer.echo(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


@app.command()
def freeze(
    reason: Annotated[str, typer.Argument(help="What was wrong with the criteria as criteria.")] = "",
) -> None:
    """Freeze new criteria, and changed ones with their earlier words, their verdict and the reason."""
    _in_checkout("freeze")
    from lab.evidence import table
    from lab.evidence.frozen import freeze as freeze_all

    verdicts = {claim.id: (claim.outcome, claim.number) for claim in table()}
    for id in freeze_all(reason, verdicts, datetime.date.today()):
        typer.echo(id)


@app.command()
def publish() -> None:
    """Write what follows from experiments and shipped recordings: notebooks, claims' table, drawings."""
    _in_checkout("publish")
    from lab.evidence import judge_all, write_table
    from lab.export import drawings, notebook
    from lab.runs.files import shipping
    from lab.runs.store.log import Log

    notebook.write(list(experiments.PACKAGES))
    with tempfile.TemporaryDirectory() as folder:
        log = Log(Path(folder) / "log.sqlite")
        shipping.ship(log)
        write_table(judge_all(list(experiments.PACKAGES), log))
        for experiment in experiments.house():
            for path in drawings.write(log, experiment):
                typer.echo(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


def main() -> None:
    """Entry point of `lab`: one sentence on stderr for whatever goes wrong, never a traceback."""
    spell_unknown_signs()
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except typer.Exit as done:
        sys.exit(done.exit_code)
    except ClickException as error:
        _fail(error.format_message(), 2)
    except (BadInput, NotFound, Refused) as error:
        _fail(str(error), 2)
    except (KeyboardInterrupt, typer.Abort):
        _fail("Interrupted.", 1)
    except BrokenPipeError:
        sys.exit(1)
    except (LabError, OSError) as error:
        _fail(str(error), 1)


def _fail(sentence: str, code: int) -> None:
    typer.echo(sentence, err=True)
    sys.exit(code)


def _in_checkout(command: str) -> None:
    if not CHECKOUT:
        raise Refused(ONLY_HERE.format(command))


def _from_file(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        fields = read_json(path.read_bytes(), str(path))
    except OSError as error:
        raise BadInput(f"{path} is not a JSON file of fields: {error}.") from None
    if not isinstance(fields, dict):
        raise BadInput(f'{path} holds no JSON object of fields, {{"eta": 0.02}} for example.')
    return fields


def _fields(name: str, arguments: list[str]) -> dict[str, str]:
    """The fields that are given to an experiment."""
    experiments.find(name)
    return _given(arguments)


def _given(arguments: list[str]) -> dict[str, str]:
    """`--eta 0.02 --beta1s=0.9,0.95` as names and values."""
    fields: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            raise BadInput(f"{word} stands alone: fields are given as --FIELD VALUE.")
        field, equals, value = word[2:].partition("=")
        if not equals and not rest:
            raise BadInput(f"{word} needs a value: {word} VALUE.")
        fields[field.replace("-", "_")] = value if equals else rest.pop(0)
    return fields
