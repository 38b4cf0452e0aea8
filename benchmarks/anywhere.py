"""The first steps of every example on this machine and on two emulated ones: one digest each, side by side.

`make anywhere`, or `python benchmarks/anywhere.py [--seconds S] [EXPERIMENT[/EXAMPLE] …]`. An Intel Haswell
and an AMD EPYC are emulated by qemu-user (Debian's package), 15 to 20 times slower: each machine is one
process, which imports torch once and forks for each example. The first one says how many steps an example
gets in so many seconds, the others do as many. Where digests differ, the operation that differed first is
named. The experiments in SMALLER are compared with fewer numbers than their examples have.
"""

import argparse
import hashlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab import experiments
from lab.contract.settings import ROOT
from lab.runs.names import arithmetic

EMULATED = ("Haswell", "EPYC")
SECONDS = 30.0
"""Of emulation for an example; its first row may take three times as long."""
MEMBERS = 2
"""Of a set: a member's numbers are those of its run alone, which tests hold."""
SMALLER = {
    "bias-potential": {"grid": 24, "width": 60},
    "density-gan": {"grid": 16, "coarsen": 4, "width": 40},
    "memory-hierarchy": {"people": 4},
}
"""Fields of experiments whose first row takes an emulator more than 90 seconds; where a large matrix is
decomposed before it, ten minutes."""
PROBE = "arithmetic"
"""The name of the row that compares what decides whether two machines compute alike."""
TRACED = 200_000
"""Operations that are compared where two machines differ."""


# --- on each machine


def serve() -> None:
    """Do what stands in each line of the standard input, in a fork of this process, and answer in a line."""
    from lab.runs.work import worker

    modules = {experiment.training.partition(":")[0] for experiment in experiments.every()}
    for module in [*modules, "torch._dynamo"]:  # torch's own optimizers import this one
        importlib.import_module(module)
    print("{}", flush=True)
    for line in sys.stdin:
        reads, writes = os.pipe()
        if (child := os.fork()) == 0:
            os.close(reads)
            worker.settle()
            os.write(writes, json.dumps(_answered(json.loads(line))).encode())
            os._exit(0)
        os.close(writes)
        with open(reads, "rb") as pipe:
            answer = pipe.read().decode()
        os.waitpid(child, 0)
        print(answer or json.dumps({"error": "the process ended"}), flush=True)


def _answered(request: dict[str, Any]) -> dict[str, Any]:
    try:
        return _probed() if request["experiment"] == PROBE else _trained(**request)
    except Exception as error:
        traceback.print_exc()
        return {"error": f"{type(error).__name__}: {error}"}


def _probed() -> dict[str, Any]:
    from lab.runs.names import probe

    return {"steps": 0, "rows": 1, "digest": probe.arithmetic()}


def _trained(experiment: str, preset: str, steps: int, seconds: float, trace: str = "") -> dict[str, Any]:
    """Steps, rows and digest of an example's first batch: so many steps, or as many as fit into seconds."""
    from lab.runs.names.specification import specify
    from lab.runs.service.batches import in_batches

    start = time.process_time()
    run = specify(experiment, preset, **SMALLER.get(experiment, {}))
    batch = in_batches(run.members)[0][:MEMBERS]
    with _traced(trace):
        training = experiments.find(experiment).train([run.config for run in batch])
        digest, rows, begun = hashlib.sha256(), 0, time.process_time()
        while steps == 0 or training.progress() < steps:
            try:
                frame = training.step()
            except StopIteration:
                break
            if frame is not None:
                rows += bool(frame.scalars or frame.arrays)
                for name, value in sorted({**frame.scalars, **frame.arrays}.items()):
                    digest.update(f"{frame.step} {name} ".encode() + _bytes(value))
            spent = time.process_time() - start
            if steps == 0 and spent > seconds and (rows or spent > 3 * seconds):
                break
    found = {"steps": training.progress(), "rows": rows, "digest": digest.hexdigest()[:16]}
    return {**found, "cpu": time.process_time() - begun}


def _bytes(value: Any) -> bytes:
    import numpy as np

    return np.ascontiguousarray(value).tobytes()


class _traced:
    """Writes name and digest of the results of each of torch's operations into a file, a line each."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None:
        if not self._path:
            return
        from torch import Tensor
        from torch.utils._python_dispatch import TorchDispatchMode
        from torch.utils._pytree import tree_leaves

        lines = self._lines = open(self._path, "w", encoding="utf-8")

        class Trace(TorchDispatchMode):
            count = 0

            def __torch_dispatch__(self, function: Any, _: Any, args: Any = (), kwargs: Any = None) -> Any:
                result = function(*args, **(kwargs or {}))
                if self.count < TRACED:
                    self.count += 1
                    tensors = [leaf for leaf in tree_leaves(result) if isinstance(leaf, Tensor)]
                    bits = b"".join(_bytes(tensor.detach().resolve_conj().numpy()) for tensor in tensors)
                    lines.write(f"{function} {hashlib.sha256(bits).hexdigest()[:16]}\n")
                return result

        self._mode = Trace()
        self._mode.__enter__()

    def __exit__(self, *exception: Any) -> None:
        if self._path:
            self._mode.__exit__(*exception)
            self._lines.close()


# --- beside each other


@dataclass
class Machine:
    """A process that trains first steps, on this processor or as another one."""

    name: str
    mode: arithmetic.Mode = "portable"

    def __post_init__(self) -> None:
        emulator = [_qemu(), "-cpu", self.name] if self.name in EMULATED else []
        settings = arithmetic.PORTABLE if self.mode == "portable" else {}
        packages = sysconfig.get_paths()["purelib"]
        self.process = subprocess.Popen(
            [*emulator, os.path.realpath(sys.executable), str(Path(__file__)), "--serve"],
            env={
                **os.environ,
                **arithmetic.ONE_THREAD,
                **settings,
                "LAB_ARITHMETIC": self.mode,
                "PYTHONPATH": f"{ROOT}{os.pathsep}{packages}",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if emulator else None,  # of features that the emulator has not
            encoding="utf-8",
        )
        self._ready = False

    def ask(self, request: dict[str, Any]) -> None:
        """Let it begin."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """What came out."""
        assert self.process.stdout is not None
        if not self._ready:
            self.process.stdout.readline()
            self._ready = True
        line = self.process.stdout.readline()
        return dict(json.loads(line)) if line else {"error": "the machine ended"}

    def end(self) -> None:
        """No more is asked."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def compare(
    examples: Sequence[tuple[str, str]], seconds: float
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each example, and what it gave on every machine: the second emulated one is an example behind."""
    first, second, here = (Machine(name) for name in (*EMULATED, "here"))
    behind: tuple[str, dict[str, Any], dict[str, Any]] | None = None
    for name, request in [*((f"{e}/{p}", _request(e, p, seconds)) for e, p in examples), ("", {})]:
        if request:
            first.ask(request)
        if behind is not None:
            title, counted, found = behind
            second.ask(counted)
            here.ask(counted)
            yield title, _checked([first, second, here], counted, [found, second.answer(), here.answer()])
        if request:
            found = first.answer()
            behind = (name, {**request, "steps": found.get("steps", 1)}, found)
    for machine in (first, second, here):
        machine.end()


def _checked(
    machines: Sequence[Machine], request: dict[str, Any], found: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The answers, with the first operation that differed where digests do."""
    differ = len({answer.get("digest") for answer in found}) > 1
    if differ and request["experiment"] != PROBE and not any("error" in answer for answer in found):
        with tempfile.TemporaryDirectory() as folder:
            for machine in machines[1:]:
                machine.ask({**request, "trace": f"{folder}/{machine.name}"})
            for machine in machines[1:]:
                machine.answer()
            one, other = (
                Path(folder, machine.name).read_text(encoding="utf-8").splitlines()
                for machine in machines[1:]
            )
        pairs = enumerate(zip(one, other, strict=False))
        first = (f"{line.split()[0]}, operation {place}" for place, (line, same) in pairs if line != same)
        found[-1]["differs"] = next(first, "none of torch's: numpy, scipy or Python")
    return found


def _request(experiment: str, preset: str, seconds: float) -> dict[str, Any]:
    return {"experiment": experiment, "preset": preset, "steps": 0, "seconds": seconds}


def _qemu() -> str:
    for name in ("qemu-x86_64", "qemu-x86_64-static"):
        if path := shutil.which(name):
            return path
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "--quiet"], check=False, stdout=subprocess.DEVNULL)
        command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "qemu-user"]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        if path := shutil.which("qemu-x86_64"):
            return path
    sys.exit("No qemu-x86_64 here: install qemu-user (Debian, Ubuntu), which emulates the other machines.")


def chosen(names: Sequence[str]) -> list[tuple[str, str]]:
    """Experiment and example of each name; of an experiment alone, and without names, all."""
    wanted = [name.partition("/") for name in names] or [(e.name, "", "") for e in experiments.every()]
    return [
        (experiment.name, preset.name)
        for name, _, example in wanted
        for experiment in [experiments.find(name)]
        for preset in experiment.everywhere
        if example in ("", preset.name)
    ]


def main(names: Sequence[str], seconds: float) -> int:
    """Print a row an example; 1 if any differs, or failed."""
    examples = [(PROBE, ""), *chosen(names)]
    start, wrong = time.monotonic(), 0
    print(f"{'example':42} {'steps':>6} {'rows':>5}  " + "  ".join(f"{n:16}" for n in (*EMULATED, "here")))
    for name, found in compare(examples, seconds):
        digests = [str(one.get("digest") or one["error"][:60]) for one in found]
        same = len(set(digests)) == 1 and bool(found[0].get("rows"))
        wrong += not same
        verdict = "" if same else f"  DIFFERS: {found[-1].get('differs', 'no row, or failed')}"
        steps, rows = (found[0].get(key, 0) for key in ("steps", "rows"))
        print(f"{name:42} {steps:6} {rows:5}  {'  '.join(f'{d:16}' for d in digests)}{verdict}", flush=True)
    minutes = (time.monotonic() - start) / 60
    print(f"{len(examples) - wrong} of {len(examples)} equal on three machines, in {minutes:.0f} minutes")
    return int(wrong > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="First steps on three machines.")
    parser.add_argument("names", nargs="*", metavar="EXPERIMENT[/EXAMPLE]")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of emulation an example")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve()
    else:
        sys.exit(main(asked.names, asked.seconds))
