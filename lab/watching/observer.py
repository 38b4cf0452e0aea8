"""What happens at each step of a watched training: what is measured, what the light says, what is written."""

from collections.abc import Callable, Mapping, Sequence
from math import isfinite, isnan, nan
from typing import TYPE_CHECKING, Any, cast

import torch
from torch import Tensor, nn, optim

from lab.contract.errors import LabError
from lab.experiments.optimization.adam_spikes.moments import Moments
from lab.numerics.limits import memory, second_moments
from lab.watching.again import Call, Closure, Dice, bound, total, undisturbed
from lab.watching.checkpoints import Checkpoints
from lab.watching.engines import flat
from lab.watching.light import Alarm, Light
from lab.watching.measured import Measured, Unmeasurable
from lab.watching.meter import Meter
from lab.watching.pace import SHORTEST, Budget, stride
from lab.watching.record import LOGGER, Record
from lab.watching.refusals import NO_CLOSURE, refusal
from lab.watching.sizes import parameters, sizes

if TYPE_CHECKING:
    from lab.watching.guard import Guard

FIRST = 20
"""The step of the first measurement: before, the optimizer's scale is hardly more than the last gradient."""
STAGES: Mapping[Alarm | None, float] = {None: 0.0, "near": 1.0, "now": 2.0}


class Observer:
    """Hooks an optimizer's step. It changes nothing that the training depends on, and raises nothing."""

    def __init__(
        self,
        model: nn.Module,
        optimizer: optim.Optimizer,
        budget: Budget,
        meter: Meter,
        record: Record | None,
        probe: Closure | None,
    ) -> None:
        self._model, self._optimizer, self._record, self._probe = model, optimizer, record, probe
        self.budget, self.meter, self.light, self._ranks = budget, meter, Light(), meter.ranks
        self._parameters = parameters(optimizer)
        self._devices = sorted({p.device for p in self._parameters if p.is_cuda}, key=str)
        self.refused = refusal(model, optimizer, meter.ranks)
        self._measures = self.refused is None
        self.step, self.measured, self._next = 0, 0, FIRST
        self._calls: list[Call] = []
        self._flowed = self._busy = self._broken = self._late = self._sure = False
        self._values: dict[str, float] = {}
        self._place: tuple[Tensor, Tensor] | None = None
        self._kappa, self._stage = 1.0, 0.0
        self.checkpoints: Checkpoints | None = None
        self.guard: Guard | None = None
        self._moments, self._shares, self._noted = Moments(), (nan, nan), dict[str, str]()
        self._hooks = [
            optimizer.register_step_pre_hook(self._before),
            optimizer.register_step_post_hook(self._after),
        ]

    def begin_at(self, step: int) -> None:
        """Count from a step whose optimizer knows its scale already."""
        self.step = self._next = step

    def remove(self) -> None:
        """Leave the optimizer as it was."""
        for hook in self._hooks:
            hook.remove()
        self._calls, self._place = [], None

    @property
    def row_in_hand(self) -> int:
        """The step that is under way once its loss is computed; else the last."""
        return self.step if self._calls else max(self.step - 1, 0)

    def loss(self, closure: Closure) -> Tensor:
        """The loss of a closure, kept for the coming step."""
        if self._busy:
            return closure()
        if self._flowed and not self._late and all(p.grad is None for p in self._parameters):
            self._forget()  # a step that a gradient scaler has left out
        dice = self.dice()
        value = closure()
        if value.requires_grad:
            cast(Any, value).register_hook(self._flow)
            self._calls.append(Call(closure if dice is None else bound(closure), value.detach(), dice))
        return value

    def dice(self) -> Dice | None:
        """The dice as they are, where the coming step may be measured."""
        return Dice(self._devices) if self._due or self.light.over else None

    def take(self, calls: Sequence[Call]) -> None:
        """The losses of the coming step, computed elsewhere; nothing while they are computed again."""
        if not self._busy:
            self._calls = list(calls)

    def _flow(self, _: Tensor) -> None:
        """A loss that was kept has been differentiated."""
        self._flowed = self._flowed or not self._busy

    def _forget(self) -> None:
        self._calls, self._place, self._flowed, self._late = [], None, False, False

    # --- what the optimizer calls

    def _before(self, _: optim.Optimizer, arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        """Before the step: gradients are there, and the optimizer's state is that of the last step.

        A step that is given a closure has them only once that was called: what it is given instead calls it,
        and then looks. Whoever calls theirs more than once has no limit, and is left alone.
        """
        if self._busy or self._broken:
            return self._answer()
        self._values = {}
        closure = named.get("closure", arguments[1] if len(arguments) > 1 else None)
        self._late = closure is not None
        if not self._late or not self._measures:
            return self._look()

        def then() -> Any:
            loss = closure()
            self._look()
            return loss

        return arguments[:1], {**named, "closure": then}

    def _look(self) -> None:
        with self.budget.watching():
            self._guarded(self._see_before)
            if not self._broken:
                self._guarded(self._act)

    def _act(self) -> None:
        """Have the guard see what is known of the curvature."""
        if self.guard is not None:
            self.guard.before(self._values.get("share_max", nan) if self._sure else nan)

    def _answer(self) -> None:
        """What other ranks wait for, though nothing is measured here any more."""
        if self._broken and self._ranks.several and (self._due or self._follows):
            self._ranks.agreed(fine=False)
            self._next = self.step + SHORTEST

    def _after(self, *_: Any) -> None:
        """After the step: parameters have moved, and gradients are still there."""
        if self.guard is not None and not self._busy:
            self.guard.after()
        if self._busy:
            return
        if self._broken:
            self.step += 1
            return
        with self.budget.watching():
            self._guarded(self._see_after)
        self._forget()
        self.step += 1
        self.budget.step()

    def _guarded(self, act: Callable[[], None]) -> None:
        """What goes wrong while watching is said once, and ends the watching; never the training."""
        self._busy = True
        try:
            act()
        except LabError as error:
            self._end_measuring(str(error))
        except Exception as error:
            self._broken = True
            self._end_measuring(f"Watching ended at step {self.step}: {type(error).__name__}: {error}")
            self._measures = self._ranks.several  # the others will ask
        finally:
            self._busy = False

    def _end_measuring(self, sentence: str) -> None:
        self.refused, self._measures = sentence, False
        LOGGER.warning("%s", sentence)

    # --- before the step

    @property
    def _due(self) -> bool:
        """Whether a measurement is to come; several ranks have yet to agree that their time allows it."""
        affordable = self._ranks.several or self.budget.open
        return self.step >= self._next and self._measures and affordable

    @property
    def _follows(self) -> bool:
        """Whether the step is to be followed by a forward pass where it went.

        Once the next measurement is due, what is left of the budget is kept for that.
        """
        return self.light.over and self._kappa == 1 and self.step < self._next and self._measures

    def _see_before(self) -> None:
        if not self._calls:
            self.refused = self.refused or NO_CLOSURE
        elif self.refused is NO_CLOSURE:
            self.refused = None
        due = self._due
        if not (due or self._follows):
            return
        if sentence := self._ranks.missing():
            raise Unmeasurable(sentence)
        again = bool(self._calls) and all(call.dice is not None for call in self._calls)
        if not self._ranks.agreed(again and self.budget.open and isfinite(sizes(self._parameters, [])[0])):
            self._next += SHORTEST if due and self._ranks.several else 0
            return
        if due:
            self._take(self.meter.measure(*self._losses(), self._devices))
        if self._follows:
            moved = [p for p in self._parameters if p.grad is not None]
            self._place = flat(moved), flat([p.grad for p in moved if p.grad is not None])

    def _losses(self) -> tuple[list[Call], bool]:
        """The losses to measure, and whether they are those of the step: a probe is not."""
        if self._probe is None:
            return self._calls, True
        dice = Dice(self._devices)
        with torch.no_grad(), undisturbed([], list(self._model.buffers()), self._devices):
            return [Call(self._probe, self._probe().detach(), dice)], False

    def _take(self, found: Measured | None) -> None:
        if found is None:
            assert self.meter.choice is not None
            self._end_measuring(f"Curvature is not measured: {self.meter.choice.why}.")
            return
        self.measured += 1
        self._sure = not found.rough
        self._kappa, self._shares = found.kappa, (found.share, found.along)
        self.light.see_curvature(found)
        wait = SHORTEST if isnan(found.share) else stride(found.share, memory(self._optimizer))
        self._next = self.step + wait
        self._values |= {
            "share_max": found.share,
            "share_grad": found.along,
            "kappa": found.kappa,
            "alignment": found.alignment,
            "measured": 1.0,
        }

    # --- after it

    def _see_after(self) -> None:
        squares = second_moments(self._optimizer)
        (norm, v), loss = sizes(self._parameters, squares), self._loss()
        self.light.see_norm(norm, alone=self.refused is not None)
        if self._place is not None and not isnan(loss):
            self._see_step(loss, *self._place)
        etas = [float(group["lr"]) for group in self._optimizer.param_groups]
        self._write(
            {
                "loss": loss,
                "grad_norm": norm,
                "v_norm": v**0.5,
                "decoupling": norm**2 / v if v > 0 else nan,
                "eta_min": min(etas, default=nan),
                "eta_max": max(etas, default=nan),
            }
        )

    def _loss(self) -> float:
        """The sum of the step's losses; of a step by closure, which may call it often, the first."""
        values = [float(call.value) for call in self._calls[: 1 if self._late else None]]
        return sum(values) if values else nan

    def _see_step(self, loss: float, theta: Tensor, gradient: Tensor) -> None:
        """One forward pass where the step has gone: 1 + ΔL/abs(gᵀδ), which is δᵀHδ/(2·abs(gᵀδ))."""
        moved = [p for p in self._parameters if p.grad is not None]
        promised = abs(float(gradient @ (flat(moved) - theta)))
        still = undisturbed([], list(self._model.buffers()), self._devices)
        with still, self._ranks.measuring(), torch.no_grad():
            risen = self._ranks.mean(lambda: float(total(self._calls)) - loss)
        if promised > 0:
            self._values["share_step"] = share = 1 + risen / promised
            self.light.see_step(share)

    def _write(self, values: Mapping[str, float]) -> None:
        before, alarm = self._stage, self.light.alarm
        self._stage = STAGES[alarm]
        if self._record is None:
            return
        fixed = {"measured": 0.0, "threshold": 1.0, "spent": self.budget.share, "stage": self._stage}
        self._record.row(self.step, fixed | self._values | dict(values))
        if alarm is not None and self._stage > before:
            shares = {name: value for name, value in self._values.items() if name.startswith("share")}
            self._record.mark(alarm, self.step, shares)
            if self.checkpoints is not None:
                self.checkpoints.ask()
        for moment in self._moments.see(self.step, values["loss"], *self._shares):
            self._record.moment(moment)
        self._note(self._record)

    def _note(self, record: Record) -> None:
        """How curvature is measured, and what is not: once, and again where it has changed."""
        choice = self.meter.choice
        known = {"curvature": choice and f"{choice.name}: {choice.why}", "refused": self.refused}
        for name, text in known.items():
            if text and self._noted.get(name) != text:
                self._noted[name] = text
                record.note(self.step, name, text)
