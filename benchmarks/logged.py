"""An example of docs/examples, as it is or with another logger than the watch; CPU time of its steps.

    python benchmarks/logged.py EXAMPLE nothing|lab|trackio|tensorboard FILE

FILE gets the microseconds of CPU, of the whole process with its threads, from each step of the optimizer to
the next, as JSON; of several ranks those of the first. The rivals log the six scalars of a row that the watch
has at every step.
"""

import json
import os
import runpy
import sys
import tempfile
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from time import process_time
from types import SimpleNamespace
from typing import Any, Self

import torch
from torch import Tensor, distributed, multiprocessing
from torch.optim.optimizer import register_optimizer_step_post_hook

import lab
from lab.numerics.limits import second_moments

Log = Callable[[int, Mapping[str, float]], None]
EXAMPLES = Path(__file__).resolve().parents[1] / "docs" / "examples"
FOLDER = tempfile.mkdtemp()


def _nothing() -> Log | None:
    return None


def _trackio() -> Log:
    os.environ["TRACKIO_DIR"] = FOLDER
    import trackio

    trackio.init(project="watching")
    return lambda step, values: trackio.log(dict(values), step=step)


def _tensorboard() -> Log:
    from torch.utils.tensorboard import SummaryWriter

    writer = SummaryWriter(FOLDER)

    def log(step: int, values: Mapping[str, float]) -> None:
        for name, value in values.items():
            writer.add_scalar(name, value, step)

    return log


LOGGERS = {"nothing": _nothing, "trackio": _trackio, "tensorboard": _tensorboard}


class Logged:
    """What `lab.watch` gives, but for measuring: each step's scalars go to a logger, if there is one."""

    measured, url, engine = 0, "", SimpleNamespace(name="nothing")

    def __init__(self, log: Log | None, optimizer: torch.optim.Optimizer) -> None:
        self._log, self._optimizer, self._step = log, optimizer, 0
        self._losses: list[Tensor] = []
        first = not distributed.is_initialized() or distributed.get_rank() == 0
        if log is not None and first:
            optimizer.register_step_post_hook(self._after)

    def loss(self, closure: Callable[[], Tensor]) -> Tensor:
        """The loss of a closure."""
        value = closure()
        self.see(value)
        return value

    def see(self, loss: Tensor) -> None:
        """A loss of the step in hand."""
        if self._log is not None:
            self._losses.append(loss.detach())

    def _after(self, *_: Any) -> None:
        assert self._log is not None
        groups = self._optimizer.param_groups
        grads = [p.grad for group in groups for p in group["params"] if p.grad is not None]
        squares = second_moments(self._optimizer)
        norms = torch.stack([*torch._foreach_norm(grads), *torch._foreach_norm(squares, 1)]).tolist()
        norm, v = sum(n * n for n in norms[: len(grads)]) ** 0.5, sum(norms[len(grads) :])
        etas = [float(group["lr"]) for group in groups]
        loss = sum(map(float, self._losses))
        self._log(
            self._step,
            {
                "loss": loss,
                "grad_norm": norm,
                "v_norm": v**0.5,
                "decoupling": norm**2 / v,
                "eta_min": min(etas),
                "eta_max": max(etas),
            },
        )
        self._losses, self._step = [], self._step + 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        pass


def replace(logger: str) -> None:
    """Put a logger in the place of the watch, in a loop and in both trainers."""
    make = LOGGERS[logger]
    names: dict[str, Any] = vars(lab)
    names["watch"] = lambda _model, optimizer, **_: Logged(make(), optimizer)
    names["HFWatch"] = lambda **_: _hugging_face(make)
    names["LightningWatch"] = lambda **_: _lightning(make)


def _hugging_face(make: Callable[[], Log | None]) -> Any:
    from transformers import TrainerCallback

    class Callback(TrainerCallback):  # type: ignore[misc]
        def on_train_begin(self, *_: Any, **of: Any) -> None:
            self.watch = w = Logged(make(), of["optimizer"].optimizer)
            of["model"].register_forward_hook(lambda *given: w.see(given[-1]["loss"]))

    return Callback()


def _lightning(make: Callable[[], Log | None]) -> Any:
    from lightning.pytorch import Callback

    class Logging(Callback):  # type: ignore[misc]
        def on_train_start(self, trainer: Any, pl_module: Any) -> None:
            del pl_module
            self.watch = Logged(make(), trainer.optimizers[0])

        def on_before_backward(self, trainer: Any, pl_module: Any, loss: Tensor) -> None:
            del trainer, pl_module
            self.watch.see(loss)

    return Logging()


def main(example: str, logger: str, file: str) -> None:
    """Run an example under a logger, and write the microseconds of its steps."""
    names = runpy.run_path(str(EXAMPLES / f"{example}.py"), run_name="example") if example == "ddp" else {}
    if not names:
        _run(logger, file, lambda: runpy.run_path(str(EXAMPLES / f"{example}.py"), run_name="__main__"))
        return
    with tempfile.TemporaryDirectory() as folder:
        given = (example, logger, file, f"file://{folder}/group")
        multiprocessing.spawn(_rank, args=given, nprocs=names["RANKS"])


def _rank(rank: int, example: str, logger: str, file: str, address: str) -> None:
    """One process of an example that begins two."""
    names = runpy.run_path(str(EXAMPLES / f"{example}.py"), run_name="example")
    _run(logger, os.devnull if rank else file, lambda: names["train"](rank, address))


def _run(logger: str, file: str, act: Callable[[], Any]) -> None:
    torch.set_num_threads(1)
    if logger != "lab":
        replace(logger)
    times: list[float] = []
    register_optimizer_step_post_hook(lambda *_: times.append(process_time()))
    act()
    steps = [1e6 * (after - before) for before, after in pairwise(times)]
    Path(file).write_text(json.dumps(steps), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
