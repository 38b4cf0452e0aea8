"""`lab.LightningWatch()`: a training of Lightning's Trainer, watched by a callback."""

import inspect
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from math import inf
from typing import Any

from lightning.pytorch import Callback, LightningModule, Trainer
from torch import Tensor
from torchmetrics import Metric

from lab.contract.errors import BadInput
from lab.watching.again import Call
from lab.watching.watch import Watch, watch


class LightningWatch(Callback):  # type: ignore[misc]
    """A callback for `Trainer(callbacks=[…])`, which takes what `lab.watch` takes after the optimizer.

    While it trains, the module's `training_step` is called through it, and called again where something is
    measured, without what it logs; `watch` is the watch of the training that runs, or ran last.
    """

    def __init__(self, **options: Any) -> None:
        inspect.signature(watch).bind(None, None, **options)
        self._options = options
        self._calls: list[Call] = []
        self.watch: Watch | None = None

    def on_train_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Begin to watch the module and its optimizer."""
        if trainer.world_size > 1:
            raise BadInput("LightningWatch is for one process: give `lab.watch` to a loop with DDP.")
        if not pl_module.automatic_optimization or len(trainer.optimizers) != 1:
            raise BadInput("LightningWatch is for one optimizer that Lightning steps: else call `lab.watch`.")
        steps = trainer.estimated_stepping_batches
        options = {"steps": int(steps) if 0 < steps < inf else None, **self._options}
        self.watch = w = watch(pl_module, trainer.optimizers[0], **options)
        step = pl_module.training_step

        @wraps(step)  # Lightning asks its signature what to give it
        def training_step(*given: Any, **named: Any) -> Any:
            dice, output = w.dice(), step(*given, **named)

            def again() -> Tensor:
                with _unheard(pl_module), trainer.precision_plugin.train_step_context():
                    loss: Tensor = _loss(step(*given, **named)) / trainer.accumulate_grad_batches
                    return loss

            if output is not None:
                value = _loss(output).detach() / trainer.accumulate_grad_batches
                self._calls.append(Call(again, value, dice))
            return output

        pl_module.training_step = training_step

    def on_before_optimizer_step(self, *_: Any) -> None:
        """Hand over the losses of the step."""
        calls, self._calls = self._calls, []
        if self.watch is not None:
            self.watch.take(calls)

    def on_train_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        """Close the watch."""
        del trainer
        self._end(pl_module, None)

    def on_exception(self, trainer: Trainer, pl_module: LightningModule, exception: BaseException) -> None:
        """Close the watch of a training that failed."""
        del trainer
        self._end(pl_module, exception)

    def _end(self, module: LightningModule, error: BaseException | None) -> None:
        vars(module).pop("training_step", None)
        if self.watch is not None:
            self.watch.__exit__(None if error is None else type(error), error, None)


def _loss(output: Any) -> Tensor:
    loss: Tensor = output["loss"] if isinstance(output, Mapping) else output
    return loss


@contextmanager
def _unheard(module: LightningModule) -> Iterator[None]:
    """Within it the module logs nothing, and what it counts is afterwards as it was."""
    metrics = [part for part in module.modules() if isinstance(part, Metric)]
    counted = [(metric, {name: _copy(value) for name, value in vars(metric).items()}) for metric in metrics]
    module.log = lambda *_, **__: None
    try:
        yield
    finally:
        del module.log
        for metric, values in counted:
            vars(metric).update(values)


def _copy(value: Any) -> Any:
    """A value that a metric may change in place, as it is."""
    if isinstance(value, Tensor):
        return value.clone()
    return list(value) if isinstance(value, list) else value
