"""The top eigenpair followed from step to step, for little more than two products.

Each step makes the product with the vector found before and the one with w = P⁻¹g, which λ_grad needs
anyway. Rayleigh and Ritz on these two alone lag behind an eigenvector that turns, and after a level
crossing they stay with the wrong one. So they are joined, without further products, by the residual of
their best pair and by a few vectors of earlier steps, whose images are a little stale. Every entry of the
projected matrix that touches a fresh image is exact, and the metric P is always today's: only the small
block among the unfresh is guessed. Where those would raise the eigenvalue by more than the tolerance, the
direction in which they do gets a product. So what is reported lies within the tolerance above a Ritz
value of exact products, which never exceeds λ_max. The second vector gets a product of its own now and
then, and at once when it may have become the first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lab.numerics.curvature.arrays import Array, numbers, on_tensors, plain, positive_diagonal, tensor
from lab.numerics.curvature.eigen import lambda_max
from lab.numerics.curvature.gradient import GradCurvature
from lab.numerics.curvature.subspace import Ritz, Small, Subspace

KEPT = 3
"""Vectors of earlier steps that are held beside the top one."""
LOOK = 8
"""Steps after which the second vector gets a product, at the latest."""
EXTRA = 3
"""Products that a step may spend on doubts."""
CONTRADICTION = 1e-3
"""Asymmetry of the products above which they are made anew: a difference has crossed a kink."""


@dataclass(frozen=True)
class Curvature:
    """Curvature of Ĥ = scale·P⁻¹H at one step.

    `residual` is ‖Aq − λq‖ of the best pair of exact products, `alignment` the cosine between P^-½g and the
    top eigenvector, `products` what the step took, `alarm` whether λ_max is in doubt.
    """

    lambda_max: float
    lambda_grad: GradCurvature
    residual: float
    alignment: float
    products: int
    alarm: bool


class Tracker:
    """λ_max and λ_grad at every step of a training, from the vectors that it keeps between steps.

    `tolerance` is the share of λ_max that may rest on other than exact products of the very step.
    """

    def __init__(self, tolerance: float = 2e-3) -> None:
        self.tolerance = tolerance
        self.forget()

    def forget(self) -> None:
        """Start anew at the next step, from scratch, as at the first."""
        self.vectors = self.images = torch.empty(0, 0)
        self.look = self.alarmed = False
        self.age, self.second, self.rise = 0, nan, nan

    @property
    def directions(self) -> Tensor | None:
        """The vectors (1 or 2, D) whose products the next step begins with; None before the first."""
        return self.vectors[: 2 if self.look else 1] if len(self.vectors) else None

    def step(
        self,
        hvp: Callable[[Array], Array],
        gradient: Array,
        preconditioner: Array,
        *,
        scale: float = 1.0,
        images: Array | None = None,
    ) -> Curvature:
        """Curvature of scale·P⁻¹H at a step whose H, gradient (D,) and P (D,) differ little from the last.

        `hvp` maps a flat (D,) array to H times it; `images` are H times `directions`, if already made. The
        first step is a cold `lambda_max`. The alarm is lit if doubts remain after three more products than
        usual, or if products contradict each other, or if λ_grad's metric form exceeds λ_max; lit twice in
        a row, the next step starts from scratch. Where the gradient is not finite, all is NaN.

        Raises:
            BadInput: the preconditioner is not a flat positive float vector.
        """
        g, p, product = tensor(gradient), tensor(preconditioner), on_tensors(hvp, gradient)
        if not isfinite(float(g @ (g / p))):
            positive_diagonal(preconditioner)
            self.forget()
            return Curvature(nan, GradCurvature(nan, nan), nan, nan, 0, alarm=True)
        cold = 0
        if not len(self.vectors):
            pair = lambda_max(product, positive_diagonal(preconditioner), tol=1e-4)
            self.vectors = self.images = (pair.vector / p**0.5)[None]
            images, cold = None, pair.matvecs
        space = Subspace(plain(p), lambda vector: plain(product(torch.as_tensor(vector))), 3 + EXTRA)
        w = self._begin(space, plain(g), None if images is None else plain(tensor(images)))
        ritz, doubtful = self._settle(space)
        value, along = ritz.exact if doubtful else ritz.value, _along(space, plain(g), w)
        alarm = doubtful or along.metric > value + self.tolerance * abs(value)
        vector = ritz.vector()
        self._keep(ritz, vector, alarm)
        alignment = abs(float(vector @ plain(g))) / float(np.linalg.norm(w)) if w.any() else nan
        along = GradCurvature(scale * along.paper, scale * along.metric)
        products = cold + space.products
        return Curvature(scale * value, along, scale * ritz.residual, alignment, products, alarm)

    def _begin(self, space: Subspace, g: Any, images: Any) -> Small:
        """Fill the space with what this step has; returns w = P⁻¹g in its coordinates."""
        fresh = 2 if self.look else 1
        vectors, old_images = plain(self.vectors), plain(self.images)
        for row in range(fresh):
            space.add(vectors[row], None if images is None else images[row])
        w = space.add(g / space.p)
        space.products += 0 if images is None else fresh
        space.hold(vectors[fresh:], old_images[fresh:])
        return w

    def _settle(self, space: Subspace) -> tuple[Ritz, bool]:
        """The best pair, after products for what it rests on; and whether it is still in doubt."""
        contradictory = space.asymmetry() > CONTRADICTION
        if contradictory:
            space.again()
            contradictory = space.asymmetry() > CONTRADICTION
        for spent in range(EXTRA + 1):
            ritz = Ritz(space)
            doubtful = ritz.value - ritz.exact > self.tolerance * abs(ritz.value)
            if not doubtful or spent == EXTRA:
                break
            space.add(ritz.unfresh())
            space.hold(space.held, space.held_images)
        return ritz, doubtful or contradictory

    def _keep(self, ritz: Ritz, vector: Any, alarm: bool) -> None:
        """What the next step starts from, and whether it shall look at the second vector."""
        values, others, images = ritz.others(KEPT)
        self.age += 1
        if self.look:
            second = float(values[0])
            self.rise, self.second, self.age = (second - self.second) / self.age, second, 0
        risen = self.second + self.rise * (self.age + 1) >= ritz.exact
        self.look = len(values) > 0 and (self.age >= LOOK or risen)
        if self.look:
            # A step of shifted power iteration, so that looking also finds what is on the rise.
            others[0] = images[0] / ritz.space.p + abs(ritz.exact) / 2 * others[0]
        self.vectors = torch.cat((torch.as_tensor(vector)[None], torch.as_tensor(others)))
        self.images = torch.cat((torch.as_tensor(vector)[None], torch.as_tensor(images)))
        if alarm and self.alarmed:
            self.forget()
        self.alarmed = alarm

    def state_dict(self) -> dict[str, Any]:
        """What the next step starts from: tensors and numbers; tensors are never changed in place."""
        return dict(vars(self))

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on as the tracker that `state` came from."""
        vars(self).update({name: state[name] for name in vars(self)})


def _along(space: Subspace, g: Any, w: Small) -> GradCurvature:
    """λ_grad without its scale, of a gradient whose w has these coordinates."""
    square, n = float(g @ g), len(w)
    if not square > 0:
        return GradCurvature(nan, nan)
    paper = float(w @ numbers(space.images[:n] @ g)) / square
    return GradCurvature(paper, float(w @ space.exact()[:n, :n] @ w) / float(w @ w))
