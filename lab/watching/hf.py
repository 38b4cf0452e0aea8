"""`lab.HFWatch()`: a training of Hugging Face's Trainer, watched by a callback."""

import inspect
from collections.abc import Mapping
from typing import Any, NamedTuple

from torch import Tensor, nn
from transformers import TrainerCallback

from lab.contract.errors import BadInput
from lab.watching.again import Call, Dice
from lab.watching.watch import Watch, watch


class Batch(NamedTuple):
    """A batch of the step in hand: what the model was given, its loss, and the dice before it (or None)."""

    inputs: Mapping[str, Any]
    loss: Tensor
    dice: Dice | None


class HFWatch(TrainerCallback):  # type: ignore[misc]
    """A callback for `Trainer(callbacks=[…])`, which takes what `lab.watch` takes after the optimizer.

    A hook before the model keeps each batch, and what the model says of it, its own `loss`, is what is
    measured; `watch` is the watch of the training that runs, or ran last.
    """

    def __init__(self, **options: Any) -> None:
        inspect.signature(watch).bind(None, None, **options)
        self._options = options
        self._batches: list[Batch] | None = None
        self._dice: Dice | None = None
        self._hooks: list[Any] = []
        self.watch: Watch | None = None

    def on_train_begin(self, args: Any, state: Any, control: Any, **of: Any) -> None:
        """Begin to watch the Trainer's model and optimizer."""
        del control
        if args.world_size > 1 or args.n_gpu > 1:
            raise BadInput("HFWatch is for one process and one device: give `lab.watch` to a loop with DDP.")
        model, optimizer = of["model"], of["optimizer"]
        options = {"steps": state.max_steps if state.max_steps > 0 else None, **self._options}
        self.watch = watch(model, getattr(optimizer, "optimizer", optimizer), **options)
        self._hooks = [
            model.register_forward_pre_hook(self._before),
            model.register_forward_hook(self._after, with_kwargs=True),
        ]

    def on_step_begin(self, *_: Any, **__: Any) -> None:
        """Batches of a step come now."""
        self._batches = []

    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, **of: Any) -> None:
        """Hand over the losses of the step, as the Trainer scales them."""
        del args, state, control
        batches, self._batches = (
            self._batches,
            None,
        )  # whatever the model computes from here on is not trained
        if self.watch is not None and batches:
            self.watch.take([_call(of["model"], batch, len(batches)) for batch in batches])

    def on_train_end(self, *_: Any, **__: Any) -> None:
        """Close the watch."""
        for hook in self._hooks:
            hook.remove()
        if self.watch is not None:
            self.watch.close()

    def _before(self, *_: Any) -> None:
        if self._batches is not None and self.watch is not None:
            self._dice = self.watch.dice()

    def _after(self, model: nn.Module, arguments: Any, inputs: Mapping[str, Any], output: Any) -> None:
        loss = output.get("loss") if isinstance(output, Mapping) else None
        if self._batches is None or not model.training or arguments or not isinstance(loss, Tensor):
            return
        if loss.requires_grad:
            self._batches.append(Batch(inputs, loss.detach(), self._dice))


def _call(model: nn.Module, batch: Batch, batches: int) -> Call:
    """A batch's part of the step's loss: that of all tokens is one sum, others are averaged."""
    share = 1.0 if batch.inputs.get("num_items_in_batch") is not None else 1 / batches

    def again() -> Tensor:
        loss: Tensor = model(**batch.inputs).loss * share
        return loss

    return Call(again, batch.loss * share, batch.dice)
