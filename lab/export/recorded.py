"""All that a replay knows of a run, as one parcel: thinned rows, snapshots, sentences, verdicts."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from lab.contract.figure import Binding, Graph, Timeline
from lab.export.front import verdicts
from lab.figures.exhibit import Exhibit
from lab.figures.film import outcome
from lab.runs.format import parcel
from lab.runs.names.specification import Run
from lab.runs.read.history import Series, history
from lab.runs.read.recording import read_snapshot
from lab.runs.store.log import RecordingInfo

POINTS, ALL_POINTS, FEWEST_POINTS = 4000, 400_000, 50
"""Points of a curve at most; of all curves of a set together, about; and of one of very many."""
SENTENCES = 300
"""Steps at which the figure's sentence is written down, beside the marks."""
SNAPSHOT_BYTES = 6_000_000
"""Bytes of the arrays that a replay carries; where they are more, evenly spaced ones stay."""


def recorded(subject: Exhibit) -> bytes:
    """The parcel: the header is that of a history, with `sentences`, `verdicts` and `about` beside it."""
    bindings = [binding for figure in subject.figures for binding in figure.bindings]
    series = list(dict.fromkeys(Series(*curve) for binding in bindings if (curve := binding.curve)))
    points = max(FEWEST_POINTS, min(POINTS, ALL_POINTS // max(1, len(series) * len(subject.runs))))
    payload = history(subject.log, subject.id, subject.infos, series, points)
    header, arrays = parcel.unpack(payload)
    listed, shots = _snapshots(subject, header)
    fields = {
        "type": "replay",
        "exact": True,
        "snapshots": listed,
        "sentences": _sentences(subject, header),
        "verdicts": verdicts(subject),
        "outcome": outcome(subject),
        "graph": [],
        "graphs": _graphs(subject, bindings),
        "about": _about(subject),
    }
    rows = {name: array for name, array in arrays.items() if not name.startswith("snapshot:")}
    return parcel.pack({**header, **fields}, {**rows, **shots})


def _snapshots(
    subject: Exhibit, header: dict[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, parcel.Array]]:
    """Of each name as many snapshots as there is room for, the last always; in the members' order."""
    listed: list[dict[str, Any]] = []
    arrays: dict[str, parcel.Array] = {}
    first = 0
    for info in subject.infos:
        places = [info.members.index(run.id) for run in subject.runs if run.id in info.members]
        _add(subject, info, places, first, listed, arrays)
        first += len(places)
    for name in {shot["name"] for shot in listed}:
        header["snapshot_steps"][name] = sorted({shot["step"] for shot in listed if shot["name"] == name})
    return listed, arrays


def _add(
    subject: Exhibit,
    info: RecordingInfo,
    places: Sequence[int],
    first: int,
    listed: list[dict[str, Any]],
    arrays: dict[str, parcel.Array],
) -> None:
    """The snapshots of one recording; its members are those from `first` on."""
    taken = subject.log.snapshots(info.recording)
    share = SNAPSHOT_BYTES // len(subject.infos)
    for name, steps in taken.items():
        last = max(steps)
        size = read_snapshot(subject.log, info.recording, steps[last], name, last)[list(places)].nbytes
        room = max(1, share // (max(1, size) * len(taken)))
        chosen = np.linspace(0, len(steps) - 1, min(room, len(steps))).round().astype(int)
        for step in (sorted(steps)[index] for index in reversed(chosen)):
            where = f"snapshot:{len(arrays)}"
            arrays[where] = read_snapshot(subject.log, info.recording, steps[step], name, step)[list(places)]
            listed.append({"name": name, "step": step, "array": where, "first": first})


def _graphs(subject: Exhibit, bindings: Sequence[Binding]) -> dict[str, list[dict[str, Any]]]:
    """Changes of each graph that is drawn, by its run: that of the first member with the coordinates."""
    drawn: dict[str, Run] = {}
    for binding in bindings:
        if isinstance(binding, Graph | Timeline):
            fits = (run for run in subject.runs if binding.where.items() <= run.coordinates.items())
            drawn |= {run.id: run for run in list(fits)[:1]}
    return {
        run.id: recording.graph(subject.last_step) for run, recording in subject.recorded if run.id in drawn
    }


def _sentences(subject: Exhibit, header: dict[str, Any]) -> list[tuple[int, str]]:
    last = max(header["last_step"], subject.last_step)
    steps = {*np.linspace(0, last, min(SENTENCES, last + 1)).round().astype(int).tolist()}
    steps |= {step for mark in header["marks"] for step in (mark["at"], mark["step"]) if step <= last}
    return [(step, subject.said(step)) for step in sorted(steps)]


def _about(subject: Exhibit) -> dict[str, Any]:
    """What `GET /runs/ID` says, without a family: that is not in the page."""
    names = ("recording", "origin", "state", "rows", "number", "steps", "progress", "error")
    about = {
        "id": subject.id,
        "experiment": subject.experiment.name,
        "members": [{"run": run.id, "coordinates": run.coordinates} for run in subject.runs],
        "specification": subject.runs[0].specification,
        "recordings": [
            {**{name: getattr(info, name) for name in names}, "begun": None, "mine": False}
            for info in subject.infos
        ],
        "family": None,
    }
    plain: dict[str, Any] = json.loads(json.dumps(about))
    return plain
