"""What the operator of a lab sees and does, behind LAB_ADMIN_TOKEN: what computes and waits, who holds how
much of the store, what failed; let it run empty, remove a run or all of a person's."""

import base64
import binascii
import hmac
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from lab.contract.errors import BadInput, LabError, Refused
from lab.contract.settings import number, read
from lab.runs.names.specification import ID, estimated
from lab.runs.store.log import Log, RecordingInfo
from lab.runs.store.prune import by_owner, delete, forget
from lab.runs.store.wake import ring
from lab.server.context import Context, context
from lab.server.operatorpage import written
from lab.server.resource import read_body, read_form, refusal, root

NEWEST = 50
"""Runs, and errors, that are listed."""
FAILED = """SELECT recording FROM recordings WHERE state IN ('failed', 'interrupted')
    ORDER BY ended DESC LIMIT ?"""
ASK = {"WWW-Authenticate": 'Basic realm="operator", charset="UTF-8"', "Cache-Control": "no-store"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
FRESH = {"Cache-Control": "no-store", "Content-Security-Policy": POLICY}


class Order(BaseModel):
    """The body of what the operator does: run empty or go on, or remove a run, a set or all of a person's."""

    model_config = ConfigDict(extra="forbid", strict=True)

    do: Literal["drain", "go on", "remove"]
    what: str = Field("", max_length=200)


async def look(request: Request) -> Response:
    """All that there is to see: a page, or JSON for `lab admin`."""
    if (closed := _closed(request)) is not None:
        return closed
    return await _shown(request, "")


async def act(request: Request) -> Response:
    """Do what the operator wishes; what was done, and all that there is to see then.

    Raises:
        BadInput, NotFound, Refused, Conflict: in one sentence.
    """
    if (closed := _closed(request)) is not None:
        return closed
    if "form" in request.headers.get("content-type", ""):
        order = await read_form(request, Order)
    else:
        order = await read_body(request, Order)
    return await _shown(request, await run_in_threadpool(_done, context(), order))


async def _shown(request: Request, done: str) -> Response:
    state = {"done": done, **await run_in_threadpool(state_of, context())}
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(written(state, root(request.scope)), headers=FRESH)
    return JSONResponse(state, headers=FRESH)


def _closed(request: Request) -> Response | None:
    """Why it is not opened, if it is not."""
    token, shown = str(read("LAB_ADMIN_TOKEN")), _token(request.headers.get("authorization", ""))
    if not token:
        raise Refused("The operator's page is closed: set LAB_ADMIN_TOKEN and start the lab again.")
    if not hmac.compare_digest(token.encode(), shown.encode()):
        return refusal("This is the operator's: give LAB_ADMIN_TOKEN as the password.", 401, ASK)
    return None


def _token(header: str) -> str:
    """The password of a browser, whatever the name, or a bearer's token."""
    kind, _, value = header.partition(" ")
    if kind.lower() == "bearer":
        return value
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _done(at: Context, order: Order) -> str:
    if order.do != "remove":
        drains = at.client.drain(order.do == "drain")
        return "Nothing new begins; what waits ends first." if drains else "Runs begin again."
    if not order.what:
        raise BadInput("Name what is to be removed: a run's id, or a visitor as the store lists them.")
    return removed(at.log, order.what)


def removed(log: Log, what: str) -> str:
    """Remove a run, or all that a person has recorded; what was done.

    Raises:
        NotFound, Refused, Conflict: in one sentence.
    """
    kept: list[str] = []
    if ID.fullmatch(what):
        recordings = delete(log, what)
    else:
        recordings, kept = forget(log, what)
    for recording in recordings:
        ring(log.path.parent, recording)
    return f"{len(recordings)} recordings removed" + (f", {len(kept)} are nobody's now." if kept else ".")


def state_of(at: Context) -> dict[str, Any]:
    """All that there is to see, as JSON values."""
    failed = [at.log.recording(row[0]) for row in at.log.query(FAILED, (NEWEST,))]
    return {
        "drains": at.client.drain(),
        "runs": [_run(info) for info in at.log.newest(NEWEST) if info.origin != "shipped"],
        "queue": _queue(at),
        "store": [
            {"visitor": owner, "recordings": count, "megabytes": round(size / 2**20, 1)}
            for owner, count, size in by_owner(at.log)
        ],
        "megabytes": round(at.log.used() / 2**20, 1),
        "errors": [{**_run(info), "ended": info.ended, "error": info.error or ""} for info in failed],
    }


def _run(info: RecordingInfo) -> dict[str, Any]:
    return {
        "run": info.members[0],
        "members": len(info.members),
        "state": info.state,
        "visitor": info.owner,
        "progress": info.progress,
        "steps": info.steps,
    }


def _queue(at: Context) -> list[dict[str, Any]]:
    """What computes, then what waits in its order, each with the seconds until its turn, as estimated."""
    active = {info.recording: (info, seconds_left(at, info)) for info in at.log.active() if not info.foreign}
    waiting = {name: at.client.ahead(name) for name, (info, _) in active.items() if info.state == "queued"}
    before = sum(left for info, left in active.values() if info.state == "running")
    places, listed = max(1, int(number("LAB_WORKERS"))), []
    for name in sorted(active, key=lambda name: waiting.get(name, -1)):
        info, left = active[name]
        wait = before / places if info.state == "queued" else 0.0
        listed.append({**_run(info), "seconds": round(left, 1), "waits": round(wait, 1)})
        before += left if info.state == "queued" else 0.0
    return listed


def seconds_left(at: Context, info: RecordingInfo) -> float:
    """Seconds of computing that are left of a recording, as estimated."""
    try:
        whole = estimated([at.log.specification(run) for run in info.members]).seconds
    except LabError:  # of another version
        return 0.0
    return whole * (1 - info.progress / max(1, info.steps))
