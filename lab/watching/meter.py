"""Curvature of a training as it stands before a step, as a share of its optimizer's limit."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from math import inf, nan

import torch
from torch import Tensor, nn, optim

from lab.numerics.curvature import Tracker
from lab.numerics.limits import Response, responses
from lab.watching.again import Call, total, undisturbed
from lab.watching.engines import Choice, Differences, Loss, choose, flat
from lab.watching.measured import Measured, Unmeasurable
from lab.watching.ranks import Ranks

CHECKED, CLOSE = 50, 0.5
"""Measurements between two looks at whether differences can be trusted, and the share from which on that
matters: it costs as much as a measurement."""
SAME = 0.05
"""A loss that comes out further from the first time than this was computed from something else."""
WHOLE = 1e-3
"""A gradient that is so close to its closure's own was not clipped."""
KINDS = (torch.float32, torch.float64)
NOISE = 0.1
"""Which share the rounding of a gradient may pass for, where a difference of two is divided by a tiny P."""


class Coarse(Tracker):
    """The tracker for products of float32, and for a loop that pays for it: a start is a few products along
    the gradient, and the next measurements improve on it."""

    contradiction = 3e-3
    cold = (1e-2, 3)
    downhill = True


class Meter:
    """Measures before a step, and leaves everything as it was."""

    def __init__(
        self, model: nn.Module, optimizer: optim.Optimizer, engine: str, ranks: Ranks | None = None
    ) -> None:
        self._model, self._optimizer, self.ranks = model, optimizer, ranks or Ranks()
        self._tracker, self._moved = Coarse(), tuple[int, ...]()
        self._count = self._look = 0
        self._rough = False
        self.choice: Choice | None = None
        if engine != "auto":
            self.choice = Choice(engine, "it was asked for")  # type: ignore[arg-type]

    def measure(
        self, calls: Sequence[Call], of_step: bool, devices: Sequence[torch.device]
    ) -> Measured | None:
        """The curvature of the sum of losses; None where no products can be made.

        To be called when gradients are there and the step is not yet made. Only where the losses are those
        `of_step` can it be seen what clipping left of the gradient.

        Raises:
            Unmeasurable: this loss or these parameters have none that can be measured.
        """
        moved = responses(self._optimizer)
        _check(moved)
        parameters = [response.parameter for response in moved]
        loss = partial(total, calls)
        with undisturbed(parameters, list(self._model.buffers()), devices), self.ranks.measuring():
            if not self._count:
                self.ranks.check(partial(_check_repeats, calls))
                find = partial(choose, self._model, loss, parameters)
                self.choice = self.ranks.choice(find, self.choice)
            assert self.choice is not None
            if self.choice.name == "forward":
                return None
            lead = partial(self._measure, loss, moved, parameters, self.choice)
            found = self.ranks.measured(lead, loss, parameters)
            self._count += 1
            return found if of_step else replace(found, kappa=1.0)

    def _measure(
        self, loss: Loss, moved: Sequence[Response], parameters: Sequence[Tensor], choice: Choice
    ) -> Measured:
        self._begin(parameters)
        products = self.ranks.products(choice, loss, parameters)
        weight, shift, theta = (
            flat([getattr(response, name) for response in moved]) for name in ("weight", "shift", "parameter")
        )
        given = flat([parameter.grad for parameter in parameters if parameter.grad is not None])
        if isinstance(products, Differences):
            weight = weight.clamp(max=_audible(products.length, given))
        # Decay is part of the step, and so of the direction along which it goes.
        now = self._tracker.step(
            lambda vector: products(vector) + shift * vector, given + shift * theta, 1 / weight, scale=0.5
        )
        found = Measured(
            now.lambda_max,
            now.lambda_grad.metric,
            _ratio(given, products.gradient),
            now.alignment,
            self._rough,
        )
        if found.share < CLOSE or self._count < self._look or not isinstance(products, Differences):
            return found
        top, self._look = self._tracker.directions, self._count + CHECKED
        self._rough = top is not None and products.rough(top[0].to(theta))
        return replace(found, rough=self._rough)

    def _begin(self, parameters: Sequence[Tensor]) -> None:
        """Where other parameters move than before, the vectors of the tracker have other entries."""
        moved = tuple(id(parameter) for parameter in parameters)
        if moved != self._moved:
            self._tracker.forget()
            self._moved = moved


def _ratio(given: Tensor, own: Tensor) -> float:
    """‖given‖/‖own‖: 1 where they are as good as equal."""
    length = float(torch.linalg.vector_norm(own)) if len(own) else 0.0
    ratio = float(torch.linalg.vector_norm(given)) / length if length > 0 else nan
    return 1.0 if abs(ratio - 1) < WHOLE else ratio


def _audible(length: float, gradient: Tensor) -> float:
    """The largest weight η·T/P that a difference over ‖hv‖ can bear.

    A parameter that the loss does not depend on, as the bias of attention's keys, has a gradient of rounding
    only, so a P of almost nothing: divided by it, the rounding of a difference is larger than all curvature.
    """
    rounding = torch.finfo(gradient.dtype).eps * float(torch.linalg.vector_norm(gradient))
    return NOISE * length / rounding if rounding > 0 else inf


def _check(moved: Sequence[Response]) -> None:
    if not moved:
        raise Unmeasurable("No parameter of the optimizer has a gradient and a step size above 0.")
    places = {(response.parameter.dtype, response.parameter.device) for response in moved}
    if len(places) > 1:
        raise Unmeasurable("The parameters are of several float types or devices: one of each is measured.")
    ((kind, _),) = places
    if kind not in KINDS:
        raise Unmeasurable(f"The parameters are {kind}: curvature is measured in float32 and float64.")


def _check_repeats(calls: Sequence[Call]) -> None:
    """Refuse a closure that draws its next batch, or depends on something else that has moved on."""
    with torch.no_grad():
        for call in calls:
            first, second = float(call.value), float(call.again())
            if not abs(first - second) <= SAME * max(abs(first), abs(second)):
                raise Unmeasurable(
                    f"The closure of w.loss gave {first:.4g}, and {second:.4g} when it was called again on "
                    "the same parameters: let it compute the loss of a batch that is drawn outside of it."
                )
