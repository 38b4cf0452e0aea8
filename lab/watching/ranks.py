"""Whoever measures a training: one process alone, or the ranks of a DDP together, led by the first.

What ranks decide together rests on numbers that were summed over all, and whatever fails on one of them fails
on all: none ever waits for another that has gone its own way.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import astuple
from itertools import count

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from lab.watching.engines import Choice, Differences, Loss, Products
from lab.watching.identity import compiled
from lab.watching.measured import Measured, Unmeasurable

NUMBERS = count()
"""Of the watches of this process over several ranks."""


class Ranks:
    """Those who measure; here one process alone."""

    several = False

    def missing(self) -> str | None:
        """Why nothing can be measured, in a sentence."""
        return None

    def agreed(self, fine: bool) -> bool:
        """Whether it is fine for all."""
        return fine

    def measuring(self) -> AbstractContextManager[None]:
        """Within it the loss may be computed again."""
        return nullcontext()

    def check(self, act: Callable[[], None]) -> None:
        """Raise on all what it raises on any."""
        act()

    def choice(self, choose: Callable[[], Choice], asked: Choice | None) -> Choice:
        """The engine that was asked for, or is chosen."""
        return asked or choose()

    def products(self, choice: Choice, loss: Loss, parameters: Sequence[Tensor]) -> Products:
        """Products with the Hessian of the mean of all ranks' losses."""
        return choice.products(loss, parameters)

    def measured(self, lead: Callable[[], Measured], loss: Loss, parameters: Sequence[Tensor]) -> Measured:
        """What was measured, the same for all."""
        del loss, parameters
        return lead()

    def mean(self, value: Callable[[], float]) -> float:
        """The mean of a number over all."""
        return value()


class Together(Ranks):
    """The ranks of a DDP. The first measures; the others compute gradients where it says."""

    several = True

    def __init__(self, model: DistributedDataParallel) -> None:
        self._model, self._group = model, model.process_group
        self._rank, self._size = distributed.get_rank(self._group), distributed.get_world_size(self._group)
        self._like = next(model.parameters()).detach().new_empty(0)
        members = ",".join(map(str, distributed.get_process_group_ranks(self._group)))
        name = f"lab.watch/{members}/{next(NUMBERS)}"
        self._names = [f"{name}/{rank}" for rank in range(self._size)]
        self._store = distributed.distributed_c10d._get_default_store()
        self._store.set(self._names[self._rank], "here")

    def missing(self) -> str | None:
        """Why nothing can be measured, in a sentence; the same on all ranks that ask.

        Asked at a step, when each has begun to watch or never will: a step is one of all.
        """
        if not self._store.check(self._names):
            return "Curvature is not measured, since not each rank is watched: call lab.watch on all of them."
        if self._model._join_config.enable:
            return "Curvature is not measured within join(): ranks that have ended could not take part."
        return None

    def agreed(self, fine: bool) -> bool:
        """Whether it is fine for all ranks."""
        against = self._sum(self._numbers(float(not fine)))
        return not float(against) > 0

    @contextmanager
    def measuring(self) -> Iterator[None]:
        """Within it the wrapped model is each rank's own: neither gradients nor buffers travel."""
        model, names = self._model, ("require_backward_grad_sync", "require_forward_param_sync")
        before = {name: getattr(model, name) for name in names}
        try:
            for name in names:
                setattr(model, name, False)
            yield
        finally:
            for name, value in before.items():
                setattr(model, name, value)

    def check(self, act: Callable[[], None]) -> None:
        """Raise on all ranks what it raises on any."""
        problem: Exception | None = None
        try:
            act()
        except Exception as error:
            problem = error
        if not self.agreed(problem is None):
            raise Unmeasurable(_failure(problem)) from problem

    def choice(self, choose: Callable[[], Choice], asked: Choice | None) -> Choice:
        """Differences, or the engine that was asked for if it makes do with them."""
        del choose
        if asked is not None and asked.name == "double-backward":
            raise Unmeasurable("A second backward pass is for one process: give engine='differences'.")
        return asked or Choice("differences", "each rank has a part of the loss")

    def products(self, choice: Choice, loss: Loss, parameters: Sequence[Tensor]) -> Products:
        """Products by gradients that are means over the ranks."""
        return _Led(self, loss, parameters, one_sided=choice.name == "one-sided")

    def measured(self, lead: Callable[[], Measured], loss: Loss, parameters: Sequence[Tensor]) -> Measured:
        """What the first rank has measured, on all ranks; `loss` is each rank's own."""
        if self._rank:
            problem = self._follow(Differences(loss, parameters))
            fine, *numbers, rough = self._told([0.0] * 6)
            if not fine:
                raise Unmeasurable(_failure(problem)) from problem
            return Measured(*numbers, rough=bool(rough))  # type: ignore[misc, arg-type]
        problem = None
        try:
            found = lead()
        except Exception as error:
            problem = error
        self._say(torch.zeros(1 + sum(p.numel() for p in parameters)).to(self._like))
        self._told([0.0] * 6 if problem else [1.0, *map(float, astuple(found))])
        if problem is not None:
            raise Unmeasurable(_failure(problem)) from problem
        return found

    def mean(self, value: Callable[[], float]) -> float:
        """The mean of a number over the ranks."""
        return float(self.mean_of(lambda: self._like.new_tensor([value()]), 1))

    def mean_of(self, act: Callable[[], Tensor], size: int) -> Tensor:
        """The mean of a vector (size,) over the ranks.

        Raises:
            Unmeasurable: on some rank it could not be computed.
        """
        problem: Exception | None = None
        found = self._like.new_zeros(size)
        try:
            found = act()
        except Exception as error:
            problem = error
        summed = self._sum(
            torch.cat([found.to(self._like), self._like.new_tensor([float(problem is not None)])])
        )
        if float(summed[-1]) > 0:
            raise Unmeasurable(_failure(problem)) from problem
        return summed[:-1] / self._size

    def gradient(self, at: Tensor, act: Callable[[], Tensor]) -> Tensor:
        """The mean gradient (D,) at `at`, where the first rank has the others compute theirs."""
        self._say(torch.cat([at, at.new_ones(1)]))
        return self.mean_of(act, len(at))

    def _follow(self, mine: Differences) -> Exception | None:
        """Compute gradients where the first rank says, until it has done; what went wrong here."""
        problem = None
        place = torch.cat([mine.place, mine.place.new_zeros(1)])
        while float(self._say(place)[-1]) > 0:
            try:
                self.mean_of(lambda: mine.gradient_at(place[:-1]), len(place) - 1)
            except Unmeasurable as error:  # the first rank knows it as well, and ends
                problem = error
        return problem

    def _say(self, values: Tensor) -> Tensor:
        """The first rank's values, on all."""
        distributed.broadcast(values, group=self._group, group_src=0)
        return values

    def _told(self, values: Sequence[float]) -> list[float]:
        return self._say(self._numbers(*values)).tolist()

    def _numbers(self, *values: float) -> Tensor:
        return torch.tensor(values, dtype=torch.float64, device=self._like.device)

    def _sum(self, values: Tensor) -> Tensor:
        distributed.all_reduce(values, group=self._group)
        return values


class _Led(Differences):
    """Differences of the mean gradient of all ranks."""

    def __init__(self, ranks: Together, loss: Loss, parameters: Sequence[Tensor], *, one_sided: bool) -> None:
        self._ranks = ranks
        super().__init__(loss, parameters, one_sided=one_sided)

    def gradient_at(self, theta: Tensor) -> Tensor:
        own = super().gradient_at
        return self._ranks.gradient(theta, lambda: own(theta))


def ranks_of(model: nn.Module) -> Ranks:
    """Those who train a model."""
    inner = compiled(model)
    inner = model if inner is None else inner
    return Together(inner) if isinstance(inner, DistributedDataParallel) else Ranks()


def _failure(problem: Exception | None) -> str:
    if problem is None:
        return "Curvature is not measured: another rank could not compute its loss again."
    if isinstance(problem, Unmeasurable):
        return str(problem)
    return f"Curvature is not measured: {type(problem).__name__}: {problem}"
