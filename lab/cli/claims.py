"""`lab claims` and `lab freeze`: the verdicts, the batch job that trains what they rest on, frozen words."""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from lab.contract import settings
from lab.evidence import Judged, as_json, judge_all, markdown
from lab.evidence.judging import judge_one, named, train_old
from lab.evidence.numbers import EVIDENCE
from lab.evidence.training import cost, pending, train
from lab.runs.files import shipping
from lab.runs.service.client import Client
from lab.runs.store.log import Log

FOLDER = "claims"
"""In LAB_HOME: numbers that were trained here."""


def show(names: Sequence[str], form: str) -> None:
    """Print the verdicts on what is shipped: as lines, as `markdown` or as `json`."""
    judged = judge_all(names, shipping.shipped())
    if form == "json":
        typer.echo(as_json(judged))
    elif form == "markdown":
        typer.echo(markdown(judged))
    else:
        for claim in judged:
            typer.echo(_line(claim))


def _line(claim: Judged) -> str:
    interval = "no interval" if claim.interval is None else "{:.3g} … {:.3g}".format(*claim.interval)
    source = ", ".join(filter(None, (claim.source.whose, claim.source.arxiv, claim.source.where)))
    rests = f"{claim.runs} runs, {claim.seconds:.0f} s"
    return f"{claim.id}: {claim.outcome}, {claim.number} ({interval}, {rests}; {source})"


def train_anew(names: Sequence[str], *, ship: bool) -> None:
    """Train what is missing in LAB_HOME/claims (or of what ships), then print each verdict beside the shipped
    one, with a star where the outcomes differ. A second call goes on where the first was ended.

    Raises:
        LabError: a run failed, in one sentence.
    """
    folder = EVIDENCE if ship else settings.writable(settings.home()) / FOLDER
    shipped, tasks = shipping.shipped(), pending(names, folder)
    old = [] if ship else [claim for _, claim in named(names) if claim.draws is None]
    runs, seconds = cost(tasks)
    workers = int(settings.number("LAB_WORKERS"))
    minutes = f"{seconds / 60:.1f} minutes of CPU, {seconds / 60 / workers:.1f} on {workers} workers"
    typer.echo(f"{runs} runs to train, about {minutes}; numbers are kept in {folder}, run by run.")
    if old:
        typer.echo(f"{len(old)} claims rest on recordings; theirs are trained anew each time.")
    with _elsewhere() as (log, client):
        for task in train(tasks, log, client, folder):
            typer.echo(f"trained {task}")
        for experiment, claim in named(names):
            if claim.draws is not None:
                print_compared(*(judge_one(experiment, claim, shipped, at) for at in (EVIDENCE, folder)))
        for pair in train_old(names, shipped, log, client) if old else ():
            print_compared(*pair)


@contextlib.contextmanager
def _elsewhere() -> Iterator[tuple[Log, Client]]:
    """A store of its own, which goes with the job, and a queue that nobody else stands in."""
    os.environ |= dict.fromkeys(("LAB_QUEUE", "LAB_QUEUE_PER_VISITOR"), "4096")
    with tempfile.TemporaryDirectory() as folder:
        client = Client(Path(folder))
        try:
            yield Log(Path(folder) / "log.sqlite"), client
        finally:
            client.shutdown()


def print_compared(shipped: Judged, trained: Judged) -> None:
    """A line for a claim: shipped, trained, and a star where the outcomes differ."""
    star = "" if shipped.outcome == trained.outcome else " *"
    old, new = (f"{claim.outcome}, {claim.number}" for claim in (shipped, trained))
    typer.echo(f"{shipped.id}: shipped {old} | trained {new}{star}")
