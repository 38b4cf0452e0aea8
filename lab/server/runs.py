"""`/runs`: starting runs, and everything that is known of a run or a set by its id."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lab import experiments
from lab.contract.errors import BadInput, Conflict
from lab.contract.strangers import quoted, whole
from lab.export import front
from lab.figures.exhibit import exhibit
from lab.runs.names.specification import (
    Run,
    estimated,
    read_interventions,
    resolve_device,
    set_id,
)
from lab.runs.read.branch import branch
from lab.runs.read.family import family
from lab.runs.read.history import Series, history
from lab.runs.read.subject import find, recordings_of
from lab.runs.service.fair import Asker
from lab.runs.store.log import Log, RecordingInfo
from lab.runs.store.prune import delete
from lab.runs.store.wake import ring
from lab.server.commands import Command, command, intervene
from lab.server.context import Context, context
from lab.server.resource import id_of, read_body
from lab.server.visitors import asker

MAXIMUM_POINTS = 20_000
"""Points of one curve of a decimated history."""

MAXIMUM_SERIES = 64
"""Curves of one history; no figure has half as many."""

PARCEL = "application/octet-stream"


class Launch(BaseModel):
    """The body that starts a run, or the set that its plural fields span; a page says its version."""

    model_config = ConfigDict(extra="forbid", strict=True)

    experiment: str = Field(max_length=80)
    version: int | None = None
    preset: str | None = Field(None, max_length=80)
    fields: dict[str, Any] = Field({}, max_length=100)
    interventions: list[Any] = Field([], max_length=1000)
    again: bool = False
    paused: bool = False


class Branching(BaseModel):
    """The body that branches a run: where, and what is changed there."""

    model_config = ConfigDict(extra="forbid", strict=True)

    at: int | Annotated[str, Field(max_length=80)]
    set: dict[str, Any] = Field(max_length=100)
    paused: bool = False


class Order(BaseModel):
    """The body that commands a run."""

    model_config = ConfigDict(extra="forbid", strict=True)

    command: Command | Literal["intervene"]
    set: dict[str, Any] = Field({}, max_length=100)


class Deletion(BaseModel):
    """The body that deletes: nothing but that it is asked for."""

    model_config = ConfigDict(extra="forbid", strict=True)


async def launch(request: Request) -> Response:
    """Start a run or a set; 202 when something will compute, 200 when all of it is recorded already.

    Raises:
        BadInput, NotFound: a name or value that is not allowed.
        Conflict: the page is of another version.
        OverLimit: it would cost too much, or too much waits.
    """
    body = await read_body(request, Launch, acts=True)
    return await run_in_threadpool(_launch, context(), body, asker(request))


def _launch(at: Context, body: Launch, visitor: Asker) -> Response:
    experiment = experiments.find(body.experiment)
    if body.version not in (None, experiment.version):
        raise Conflict(
            f"This page is of version {body.version} of {experiment.name}, and the lab has been upgraded to "
            f"version {experiment.version}: open the page anew."
        )
    config = resolve_device(experiment, experiment.configure(body.preset, **body.fields))
    acts = read_interventions(experiment, config, {"interventions": body.interventions})
    runs = Run(experiment, config, acts).members
    started = at.client.launch(runs, owner=visitor, again=body.again, paused=body.paused)
    if len(runs) > 1:
        at.log.remember_set(set_id(runs), [run.id for run in runs])
    return _started(at.log, runs, started)


def _started(log: Log, runs: Sequence[Run], recordings: list[str], **more: Any) -> Response:
    states = [log.recording(recording).state for recording in recordings]
    coming = [state for state in states if state != "done"]
    answer = {"id": set_id(runs), "members": [run.id for run in runs], "recordings": recordings}
    return JSONResponse({**answer, "state": (*coming, "done")[0], **more}, 202 if coming else 200)


async def branches(request: Request) -> Response:
    """Branch a run at a step or a mark, with what is changed there; 202 when something will compute.

    Raises:
        BadInput: nothing would change, or not so.
        NotFound: no such run or mark.
        OverLimit: it would cost too much, or too much waits.
    """
    body = await read_body(request, Branching, acts=True)
    return await run_in_threadpool(_branch, context(), id_of(request), body, asker(request))


def _branch(at: Context, id: str, body: Branching, visitor: Asker) -> Response:
    fork = branch(at.log, id, body.at, body.set)
    recording = at.client.branch(fork, owner=visitor, paused=body.paused)
    return _started(at.log, [fork.child], [recording], parent=fork.parent.id, at=fork.step)


def about(request: Request) -> Response:
    """What a run or a set is, what it costs, and how it has been recorded.

    Raises:
        NotFound: no run and no set of this store has that id.
    """
    at, subject = context(), find(context().log, id_of(request))
    runs = subject.runs
    experiment = runs[0].experiment
    visitor = request.state.visitor
    answer = {
        "id": subject.id,
        "experiment": experiment.name,
        "members": [{"run": run.id, "coordinates": run.coordinates} for run in runs],
        "specification": runs[0].specification,
        "recordings": [_recording(info, subject.ids, visitor) for info in recordings_of(at.log, subject.ids)],
        "cost": _cost(runs),
        "family": family(at.log, subject.id) if subject.ids == (subject.id,) else None,
    }
    return JSONResponse(answer)


def _recording(info: RecordingInfo, members: tuple[str, ...], visitor: str) -> dict[str, Any]:
    names = (
        "recording",
        "origin",
        "state",
        "rows",
        "number",
        "steps",
        "progress",
        "error",
        "environment",
        "begun",
    )
    ids = frozenset(members)
    return {
        **{name: getattr(info, name) for name in names},
        "members": [run if run in ids else None for run in info.members],
        "bits": info.bits,
        "digests": list(info.digests),
        "durations": info.durations,
        "seconds": None if info.started is None or info.ended is None else info.ended - info.started,
        "mine": info.owner == visitor,
    }


def _cost(runs: Sequence[Run]) -> dict[str, Any]:
    cost = estimated(runs)
    return {"steps": cost.steps, "seconds": cost.seconds, "bytes": cost.bytes}


def rows(request: Request) -> Response:
    """The history of a run or a set, decimated so that no spike vanishes, as a parcel.

    Raises:
        BadInput: a series or a range that cannot be read.
        NotFound: no such id, or nothing recorded.
    """
    at, subject = context(), find(context().log, id_of(request))
    asked = dict.fromkeys(text for text in request.query_params.get("series", "").split(",") if text)
    if len(asked) > MAXIMUM_SERIES:
        raise BadInput(f"These are {len(asked)} series; a history has {MAXIMUM_SERIES} at most: ask twice.")
    series = [Series.parse(text) for text in asked]
    points = _whole(request, "points", 2, MAXIMUM_POINTS, 2000)
    start, stop = _whole(request, "from", 0, 2**53, None), _whole(request, "to", 0, 2**53, None)
    parcel = history(at.log, subject.id, subject.infos, series, points, start, stop)
    return Response(parcel, media_type=PARCEL, headers={"Cache-Control": "no-store"})


def describe(request: Request) -> Response:
    """One plain sentence about a run at a step; of a set, about all of it or its first recorded member.

    Raises:
        BadInput: no step, or no whole number.
        NotFound: no such id, or nothing recorded.
    """
    at, subject = context(), find(context().log, id_of(request))
    step = _whole(request, "step", 0, 2**53, None)
    if step is None:
        raise BadInput("describe needs a step: ?step=0.")
    return JSONResponse({"step": step, "text": exhibit(at.log, subject.id).said(step)})


def verdicts(request: Request) -> Response:
    """What the recordings say to the claims that any run can be judged by.

    Raises:
        NotFound: no such id, or nothing recorded.
    """
    at = context()
    return JSONResponse(front.verdicts(find(at.log, id_of(request))))


async def commands(request: Request) -> Response:
    """Pause, resume, step or stop a run that this visitor started, or change it at its head.

    Raises:
        BadInput: nothing would change, or not so.
        Refused: it is somebody else's.
        Conflict: it is not in a state in which that can be done.
    """
    order, id, visitor = await read_body(request, Order, acts=True), id_of(request), asker(request)
    if order.command == "intervene":
        return JSONResponse(await run_in_threadpool(intervene, context(), id, order.set, visitor.owner))
    state = await run_in_threadpool(command, context(), id, order.command, visitor)
    return JSONResponse({"state": state})


async def deletion(request: Request) -> Response:
    """Remove what this visitor has recorded of a run or a set; what it was is still known.

    Raises:
        NotFound: nothing of it is recorded.
        Refused: it is somebody else's, came with the lab, or something refers to it.
        Conflict: it computes.
    """
    await read_body(request, Deletion)
    return await run_in_threadpool(_delete, context(), id_of(request), request.state.visitor)


def _delete(at: Context, id: str, visitor: str) -> Response:
    removed = delete(at.log, id, visitor)
    for recording in removed:
        ring(at.log.path.parent, recording)
    return JSONResponse({"deleted": removed})


def _whole(request: Request, name: str, low: int, high: int, default: int | None) -> Any:
    text = request.query_params.get(name, "")
    if text == "":
        return default
    number = whole(text)
    if number is None or not low <= number <= high:
        raise BadInput(f"{name} = {quoted(text)} is not a whole number from {low} to {high}.")
    return number
