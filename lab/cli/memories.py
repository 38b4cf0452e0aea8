"""`lab memories export | import`: an agent's memories from one run's store, in a file, into another's.

Both are branches of a run: the store acts in its worker, and the file is what that worker wrote or was given.
"""

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lab.contract.errors import BadInput, Refused
from lab.contract.training import Mark

if TYPE_CHECKING:
    from lab.figures.exhibit import Exhibit

LOGGED = {"send": "export", "take_in": "import"}
"""What the store's log calls the acts."""
AGENTS = ("A", "B", "C", "D")
memories = typer.Typer(no_args_is_help=True, help="Memories that leave a store in a file, and come in.")

Run = Annotated[str, typer.Argument(metavar="RUN", help="Id of a run of memcube.")]
At = Annotated[str, typer.Option(help="An event, or a mark.")]
Agent = Annotated[str, typer.Option(help="Whose memories: A, B, C or D.")]


@memories.command("export")
def export_memories(
    id: Run,
    at: At,
    output: Annotated[Path, typer.Option(help="File to write.")],
    agent: Agent = "A",
    most: Annotated[int, typer.Option(help="How many at most.", min=1, max=64)] = 8,
) -> None:
    """Write what an agent owns in a run's store at an event to a file, with its caches."""
    subject = _branch(id, at, "send", agent=_number(agent), most=most, model=0)
    output.write_bytes(subject.recorded[0][1].array("archive").tobytes())
    typer.echo(f"{output}: {output.stat().st_size} bytes")
    typer.echo(subject.said(_moment(subject, "send").at))


@memories.command("import")
def import_memories(
    id: Run,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that an export wrote.")],
    at: At,
    agent: Agent = "B",
) -> None:
    """Take a file of memories into a run's store at an event: all of it, or nothing."""
    archive = base64.b64encode(file.read_bytes()).decode()
    subject = _branch(id, at, "take_in", agent=_number(agent), archive=archive)
    typer.echo(f"run     {subject.id}")
    typer.echo(subject.said(_moment(subject, "take_in").at))


def _number(agent: str) -> int:
    if agent not in AGENTS:
        raise BadInput(f"agent = {agent[:20]} is not one of {', '.join(AGENTS)}.")
    return AGENTS.index(agent)


def _branch(id: str, at: str, act: str, **value: Any) -> "Exhibit":
    """The run with the act at that event, computed to its end; refused if the store refused it."""
    from lab import api
    from lab.figures.exhibit import exhibit

    opened = api.open(id).branch(at, **{act: value}).wait()
    found = exhibit(opened.log, opened.id)
    moment = _moment(found, act)
    if moment.values.get("refused"):
        changes = found.recorded[0][1].graph(moment.at)
        entries = [
            entry for change in changes if change["step"] == moment.at for entry in change.get("log", ())
        ]
        raise Refused(next(refused for _, name, _, refused, _ in entries if name == LOGGED[act]))
    return found


def _moment(subject: "Exhibit", act: str) -> Mark:
    name = f"{act.replace('_', '-')}-"
    return next(mark for mark in subject.recorded[0][1].marks if mark.name.startswith(name))
