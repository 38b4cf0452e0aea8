"""Run by each tool's own Python: `writer.py TOOL FOLDER stream | overhead | history STEPS`.

`stream` logs `PAST` rows at once and then `RATE` a second until its input ends, and notes in `times.f64` when
each row was about to be logged, in seconds since 1970; `overhead` prints seconds of a step without and with
logging, wall and CPU; `history` stores a long loss with spikes.
"""

import importlib
import itertools
import json
import os
import select
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import training

PAST, RATE = 5_000, 50
"""Rows before anybody looks, and rows a second from then on."""
BLOCK, BLOCKS = 500, 10
"""Steps between two looks at the clock, and such blocks, bare and logged in turn."""
LOGS = {"streamlit": "log_file", "dash": "log_file"}
"""Tools whose log is not named after them."""


def stream(writer: Any, folder: Path) -> None:
    """A training at a steady pace, until whoever started it closes our input."""
    times = os.open(folder / "times.f64", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    began = 0.0
    for step, values in enumerate(training.rows()):
        if step == PAST:
            print("ready", flush=True)
            began = time.monotonic()
        if step >= PAST:
            rest = began + (step - PAST) / RATE - time.monotonic()
            if select.select([sys.stdin], [], [], max(0.0, rest))[0]:
                break
            os.write(times, stamp(step, time.time()))
        writer.row(step, values)
    writer.close()


def stamp(step: int, at: float) -> bytes:
    """A step and its time as two float64."""
    return np.array([step, at]).tobytes()


def overhead(writer: Any) -> None:
    """Print what a step costs: `{"bare": [wall, CPU], "logged": [wall, CPU], "close": s}`, in seconds."""
    spent: dict[str, list[list[float]]] = {"bare": [], "logged": []}
    steps = enumerate(training.rows())
    for _ in range(BLOCKS):
        for kind, blocks in spent.items():
            wall, cpu = time.perf_counter(), time.process_time()
            for step, values in itertools.islice(steps, BLOCK):
                if kind == "logged":
                    writer.row(step, values)
            blocks.append([(time.perf_counter() - wall) / BLOCK, (time.process_time() - cpu) / BLOCK])
    closing = time.perf_counter()
    writer.close()
    median = {kind: np.median(blocks, axis=0).tolist() for kind, blocks in spent.items()}
    print(json.dumps({**median, "close": time.perf_counter() - closing}))


def main(tool: str, place: str, what: str, steps: str = "0") -> None:
    """The command."""
    folder, log = Path(place), importlib.import_module(LOGS.get(tool, f"log_{tool}"))
    if what == "history":
        return log.history(folder, training.spiked(int(steps)))
    writer = log.Writer(folder)
    return stream(writer, folder) if what == "stream" else overhead(writer)


if __name__ == "__main__":
    main(*sys.argv[1:])
