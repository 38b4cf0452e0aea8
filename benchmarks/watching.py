"""What watching costs in each example, beside trackio and TensorBoard, and what its alarm is worth.

    python benchmarks/watching.py [cost] [alarm] [--rounds 3] [--into FOLDER]

`cost`: microseconds of CPU of a step, of the whole process, as the loop is and with each logger; the rivals
log the six scalars that the watch has at every step. Each runs in an environment of its own (`make
bench-watching` makes them) on one thread, in turns, so many rounds; the least counts.
`alarm`: over a hundred jumps of the loss in thirty runs of four full-batch trainings under torch's Adam in
float32, at the default and without a bound; beside it two signs that cost nothing.
What has been computed lies in FOLDER (build/watching), and is not computed again.
"""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from math import inf
from pathlib import Path

import numpy as np
import torch
from alarms import CASES, FIRST_SEED, SIGNALS, Training, Worth, jumps, train

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ("plain", "huggingface", "lightning_trainer", "gpt", "ddp")
PLACES = {"nothing": "watching", "lab": "watching", "trackio": "trackio", "tensorboard": "tensorboard"}
"""Of each logger the environment that has it."""
WARM = 5
"""First steps, which are not counted."""


def cost(folder: Path, rounds: int) -> None:
    """A table a measure: of each example the bare step, and what each logger adds to it."""
    for round_ in range(rounds):
        for example in EXAMPLES:
            for logger, place in PLACES.items():
                _timed(folder, example, logger, place, round_)
    for name, measure in (("median", np.median), ("mean", np.mean)):
        print(f"\nmicroseconds of CPU a step, {name}\n")
        print("| example | bare step | lab.watch | trackio | TensorBoard |\n|---|---|---|---|---|")
        for example in EXAMPLES:
            bare, *others = (
                min(float(measure(_read(folder, example, logger, round_))) for round_ in range(rounds))
                for logger in PLACES
            )
            added = " | ".join(f"{other - bare:+,.0f} ({(other - bare) / bare:+.1%})" for other in others)
            print(f"| {example} | {bare:,.0f} | {added} |")


def _file(folder: Path, example: str, logger: str, round_: int) -> Path:
    return folder / f"{example}-{logger}-{round_}.json"


def _read(folder: Path, example: str, logger: str, round_: int) -> list[float]:
    steps: list[float] = json.loads(_file(folder, example, logger, round_).read_text(encoding="utf-8"))
    return steps[WARM:]


def _timed(folder: Path, example: str, logger: str, place: str, round_: int) -> None:
    file = _file(folder, example, logger, round_)
    if file.exists():
        return
    environment = os.environ.get(f"LAB_BENCH_{place.upper()}", str(ROOT / ".venv" / place))
    command = [
        f"{environment}/bin/python",
        str(ROOT / "benchmarks" / "logged.py"),
        example,
        logger,
        str(file),
    ]
    around = {**os.environ, "LAB_HOME": str(folder / "home"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, env=around, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{example} with {logger} failed:\n{done.stderr[-2000:]}")


def alarm(folder: Path, _: int) -> None:
    """A table: of each signal how many jumps it announced, how far ahead, and how often for nothing."""
    os.environ["LAB_HOME"] = str(folder / "home")
    torch.set_num_threads(1)
    for title, overhead in (("at the default", 0.05), ("without a bound", inf)):
        runs = {name: [_trained(folder, name, seed, overhead) for seed in _seeds(name)] for name in CASES}
        measured = ", ".join(
            f"{name} {np.mean([run.measured.mean() for run in some]):.1%}" for name, some in runs.items()
        )
        print(f"\n{title}; curvature measured at: {measured}\n")
        print("| signal | trainings | jumps | announced | lead, median | for nothing, in 1 000 steps | lit |")
        print("|---|---|---|---|---|---|---|")
        for signal in SIGNALS:
            for name in ("all", *CASES):
                print(_row(signal, name, [run for key in runs if name in ("all", key) for run in runs[key]]))


def _row(signal: str, name: str, runs: list[Training]) -> str:
    worth = Worth()
    for run in runs:
        worth.see(SIGNALS[signal](run), jumps(run.loss))
    lead = f"{np.median(worth.leads):.0f}" if worth.leads else "–"
    return (
        f"| {signal} | {name} | {worth.jumps} | {len(worth.leads) / max(worth.jumps, 1):.0%} | {lead} | "
        f"{1000 * worth.false / worth.steps:.1f} | {worth.lit / max(worth.calm, 1):.0%} |"
    )


def _seeds(name: str) -> range:
    return range(FIRST_SEED, FIRST_SEED + CASES[name].seeds)


def _trained(folder: Path, name: str, seed: int, overhead: float) -> Training:
    file = folder / f"alarm-{name}-{seed}-{overhead}.npz"
    if not file.exists():
        np.savez(file, **asdict(train(CASES[name], seed, overhead)))
    return Training(**np.load(file))


PARTS = {"cost": cost, "alarm": alarm}


def main() -> None:
    """Print the parts that are named, or both."""
    parser = ArgumentParser(usage=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "watching")
    chosen = parser.parse_args(sys.argv[1:])
    chosen.into.mkdir(parents=True, exist_ok=True)
    for name in chosen.parts or PARTS:
        PARTS[name](chosen.into.resolve(), chosen.rounds)


if __name__ == "__main__":
    main()
