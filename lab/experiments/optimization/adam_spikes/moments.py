"""The moments and stages of a run, found while it runs: each follows from the rows so far alone."""

import math
import sys
from typing import Any

import numpy as np

from lab.contract.training import Mark

PASSING = 20
"""The level of the loss is its largest value in 20 steps: swinging through a minimum is no descent."""
SPIKE, WINDOW = 3.0, 100
"""A spike is a loss of three times the lowest level of the last 100 steps …"""
RISE = 1.1
"""… and begins where the loss is 10 % above it: the lowest itself may lie far back in a flat valley."""
STOOD, FALLEN = 10, 0.5
"""Its peak is known when it has stood for 10 steps and the loss is down to half of it."""
SETTLED = 10
"""The ringing that follows belongs to it, until the loss was under three times the old level for 10 steps."""
GAP = 5
"""Rows for which a curvature may dip below its limit within one excursion above it."""
STAGE_ROWS = 5
SUSTAINED = 3
"""Rows in which a curvature of batches must be over its limit."""

FINITE = sys.float_info.max

CALM, RISING, RINGING = range(3)


class Moments:
    """Finds the marks of one member; every attribute is a number or a list of numbers."""

    def __init__(self, member: int = 0) -> None:
        self.member = member
        self.crossings = self.grad_crossings = self.spikes = 0
        self.above = self.grad_above = True  # a first row above the limit has not risen above it
        self.last_above = self.excursion = -1  # last row of λ_max above its limit, first of that excursion
        self.phase = CALM
        self.losses: list[float] = []  # that make the present level
        self.levels: list[float] = []  # of the window
        self.onset = self.peak = self.crossing = self.recovered = -1  # rows of the present rise; -1: none
        self.low = self.high = 0.0  # the level before it and its peak's loss
        self.calm_rows = 0
        self.recovering = False

    def see(self, step: int, loss: float, lambda_max: float, lambda_grad: float) -> list[Mark]:
        """The marks that row `step` makes known; both curvatures are in units of their limit 2/η."""
        marks = self._see_curvature(step, lambda_max, lambda_grad)
        if 0 < loss < math.inf:  # neither diverged nor underflowed
            marks += self._see_loss(step, loss)
        return marks

    def _see_curvature(self, step: int, lambda_max: float, lambda_grad: float) -> list[Mark]:
        marks = []
        if lambda_max > 1 and not self.above:
            self.crossings += 1
            if self.last_above < 0 or step - self.last_above > GAP:
                self.excursion = step
            marks.append(self._mark(f"crossing-{self.crossings}", step, step))
        if lambda_grad > 1 and not self.grad_above:
            self.grad_crossings += 1
            marks.append(self._mark(f"crossing-grad-{self.grad_crossings}", step, step))
        self.above, self.grad_above = lambda_max > 1, lambda_grad > 1
        if self.above:
            self.last_above = step
        elif self.recovering:
            self.recovering = False
            marks.append(self._mark(f"recovery-{self.spikes}", step, step))
        return marks

    def _see_loss(self, step: int, loss: float) -> list[Mark]:
        marks = []
        if self.phase == CALM and self.levels and loss > RISE * min(self.levels):
            self.phase, self.onset, self.low, self.high = RISING, step, min(self.levels), 0.0
            self.crossing = -1
        if self.phase == RISING:
            marks = self._rise(step, loss)
        elif self.phase == RINGING:
            self._ring(step, loss)
        self.losses = [*self.losses[1 - PASSING :], loss]
        self.levels = [*self.levels[1 - WINDOW :], max(self.losses)]
        return marks

    def _rise(self, step: int, loss: float) -> list[Mark]:
        if loss > self.high:
            self.high, self.peak, self.recovered = loss, step, -1
        if self.crossing < 0 and self.excursion >= 0 and step - self.last_above <= GAP:
            self.crossing = self.excursion
        if self.recovered < 0 and not self.above:
            self.recovered = step
        stood = step - self.peak
        if self.high < SPIKE * self.low:
            if stood > WINDOW or (stood >= STOOD and loss <= RISE * self.low):
                self.phase = CALM
            return []
        if stood <= WINDOW and not (stood >= STOOD and loss <= FALLEN * self.high):
            return []
        self.phase, self.calm_rows = RINGING, 0
        return self._spike(step)

    def _spike(self, step: int) -> list[Mark]:
        self.spikes += 1
        values = {"peak": float(self.peak), "height": min(self.high / self.low, FINITE)}
        marks = []
        if self.crossing >= 0:
            values["crossing"] = float(self.crossing)
            marks = [self._mark(f"warning-{self.spikes}", step, self.crossing)]
        marks += [self._mark(f"spike-{self.spikes}", step, self.onset, values)]
        self.recovering = self.recovered < 0
        if not self.recovering:
            marks.append(self._mark(f"recovery-{self.spikes}", step, self.recovered))
        return marks

    def _ring(self, step: int, loss: float) -> None:
        self.calm_rows = self.calm_rows + 1 if loss < SPIKE * self.low else 0
        if self.calm_rows >= SETTLED or step - self.peak > WINDOW:
            self.phase, self.levels = CALM, []

    def _mark(self, name: str, step: int, at: int, values: dict[str, float] | None = None) -> Mark:
        return Mark(name, step, at, self.member, values or {})

    def state_dict(self) -> dict[str, Any]:
        """All numbers, the lists as arrays."""
        return {**vars(self), "losses": np.array(self.losses), "levels": np.array(self.levels)}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on as the finder that `state` came from."""
        lists = {name: np.asarray(state[name]).tolist() for name in ("losses", "levels")}
        vars(self).update({**state, **lists})


class Sustained:
    """The least of both curvatures in the last rows: one batch may cross a limit by its own noise, several in
    a row do not (the paper's criterion for training in batches)."""

    def __init__(self) -> None:
        self.rows: list[tuple[float, float]] = []

    def see(self, lambda_max: float, lambda_grad: float) -> tuple[float, float]:
        """Of the last `SUSTAINED` rows; NaN where there are not as many yet."""
        self.rows = [*self.rows[1 - SUSTAINED :], (lambda_max, lambda_grad)]
        if len(self.rows) < SUSTAINED:
            return math.nan, math.nan
        least = np.min(self.rows, axis=0)
        return float(least[0]), float(least[1])


class Stage:
    """The stage of a spike that the last five rows speak of.

    1 stable descent; 2 below the limit while √Σv decays by itself, at ½ ln β2 a step within 20 %, the
    gradients too small to hold it; 3 above the limit; 4 above it while √Σv grows; 5 just below it again.
    """

    def __init__(self) -> None:
        self.rows = np.empty((0, 2))  # λ_max in units of its limit, ln √Σv

    def see(self, lambda_max: float, v_norm: float, decoupling: float, beta2: float) -> float:
        """Stage of the row, 1 … 5."""
        log_v = math.log(v_norm) if v_norm > 0 else math.nan
        self.rows = np.vstack([self.rows[1 - STAGE_ROWS :], (lambda_max, log_v)])
        slope = (self.rows[-1, 1] - self.rows[0, 1]) / max(1, len(self.rows) - 1)
        if lambda_max > 1:
            return 4.0 if slope > 0 else 3.0
        if (self.rows[:, 0] > 1).any():
            return 5.0
        natural = math.log(beta2) / 2 if beta2 > 0 else -math.inf
        return 2.0 if decoupling < 0.1 and abs(slope - natural) < 0.2 * abs(natural) else 1.0
