"""The top eigenpair followed from step to step, for little more than two products.

Each step makes the product with the vector found before and the one with w = P⁻¹g, which λ_grad needs
anyway. Rayleigh and Ritz on these two alone lag behind an eigenvector that turns, and after a level
crossing they stay with the wrong one. So they are joined, without further products, by the residual of
their best pair and by a few vectors of earlier steps, whose images are a little stale. Every entry of the
projected matrix that touches a fresh image is exact, and the metric P is always today's: only the small
block among the unfresh is guessed. Where those would raise the eigenvalue by more than the tolerance, the
direction in which they do gets a product. So what is reported lies within the tolerance above a Ritz
value of exact products, which never exceeds λ_max. Each such product also tells what curvature there is
along a residual as a rule, which is what is guessed there at the other steps. The second vector gets a
product of its own now and then, and at once when it may have become the first. At some of these turns a
probe gets the product instead: it starts in a random direction, keeps clear of the first two, and so grows
towards what rises where the gradient does not look.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isfinite, nan, sqrt
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lab.numerics import roots
from lab.numerics.curvature.arrays import Array, numbers, on_tensors, plain, positive_diagonal, rows, tensor
from lab.numerics.curvature.eigen import MOST_PRODUCTS, lambda_max
from lab.numerics.curvature.gradient import GradCurvature
from lab.numerics.curvature.subspace import Ritz, Small, Subspace

KEPT = 3
"""Vectors of earlier steps that are held beside the top one."""
LOOK = 9
"""Steps after which the second vector or, by turns, the probe gets a product, at the latest."""
MIXED = 0.1
"""How much of a random direction each probe takes in."""
CLOSE, OFTEN, RARELY = 0.8, 2, 4
"""Every second look is at the probe; every fourth if the second eigenvalue may soon be that close."""
EXTRA = 3
"""Products that a step may spend on doubts."""
LEARNING = 0.2
"""How much the newest experience counts in the guess of the curvature along a residual."""
ROUNDING = 1e-7
"""A part of w smaller than this is rounding."""


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

    `tolerance` is the share of λ_max that may rest on other than exact products of the very step. What a
    class of coarser products has otherwise: `contradiction`, the asymmetry of the products above which they
    are made anew, since a difference has crossed a kink; `cold`, tolerance and most products of a start;
    `downhill`, whether that sets out along the gradient and not at random, so that few products tell most.
    """

    contradiction = 1e-3
    cold = (1e-4, MOST_PRODUCTS)
    downhill = False

    def __init__(self, tolerance: float = 3e-3) -> None:
        self.tolerance = tolerance
        self.forget()

    def forget(self) -> None:
        """Start anew at the next step, from scratch, as at the first."""
        self.vectors: Any = np.empty((0, 0))
        self.images: Any = self.vectors
        self.look = self.probing = self.alarmed = False
        self.age, self.second, self.rise, self.guess = 0, nan, nan, 0.0
        self.turns = self.probes = 0

    @property
    def directions(self) -> Tensor | None:
        """The vectors (1 to 3, D) whose products the next step begins with; None before the first."""
        return torch.as_tensor(self.vectors[: self._fresh]) if len(self.vectors) else None

    @property
    def _fresh(self) -> int:
        """How many vectors the next step begins with: the first, the second at a look, the probe."""
        return 1 + self.look + self.probing

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
        g, p = plain(tensor(gradient)), plain(tensor(preconditioner))
        product = on_tensors(hvp, gradient)
        square = float(g @ g)
        if not isfinite(square):
            self.forget()
            return Curvature(nan, GradCurvature(nan, nan), nan, nan, 0, alarm=True)
        if not float(p.min()) > 0:
            positive_diagonal(preconditioner)
        w = g / p
        steepness = float(g @ w)
        spent = 0
        if not len(self.vectors):
            diagonal = positive_diagonal(preconditioner)
            tol, most = self.cold
            root = roots.sqrt(diagonal)
            start = tensor(gradient) / root if self.downhill and square > 0 else None
            pair = lambda_max(product, diagonal, start=start, tol=tol, most=most)
            self.vectors = self.images = plain((pair.vector / root)[None])
            images, spent = None, pair.matvecs
        space = self._space(p, lambda vector: plain(product(torch.as_tensor(vector))), images)
        parts = _descend(space, w, g, steepness)
        ritz, doubtful = self._settle(space)
        value, vector = ritz.exact if doubtful else ritz.value, ritz.vector()
        paper = metric = alignment = nan
        if square > 0:
            image = space.image(parts)
            paper, metric = float(image @ g) / square, float(image @ w) / steepness
            alignment = abs(float(vector @ g)) / sqrt(steepness)
        alarm = doubtful or metric > value + self.tolerance * abs(value)
        self._keep(ritz, vector, alarm)
        along, products = GradCurvature(scale * paper, scale * metric), spent + space.products
        return Curvature(scale * value, along, scale * ritz.residual, alignment, products, alarm)

    def _space(self, p: Any, product: Callable[[Any], Any], images: Array | None) -> Subspace:
        """What this step starts from: the directions with fresh images, the others as they are."""
        fresh = self._fresh
        known = [None] * fresh if images is None else plain(tensor(images))
        space = Subspace(p, product, self.vectors[fresh:], self.images[fresh:], 4 + EXTRA)
        for vector, image in zip(self.vectors[:fresh], known, strict=True):
            space.add(vector, image)
        return space

    def _settle(self, space: Subspace) -> tuple[Ritz, bool]:
        """The best pair, after products for what it rests on; and whether it is still in doubt."""
        ritz = Ritz(space, self.guess)
        if ritz.asymmetry > self.contradiction:
            space.again()
            ritz = Ritz(space, self.guess)
        spent = 0
        while ritz.value - ritz.exact > self.tolerance * abs(ritz.value) and spent < EXTRA:
            before = ritz
            space.add(before.unknown())
            ritz, spent = Ritz(space, self.guess), spent + 1
            if before.by_rest and ritz.value > before.exact:
                self.guess += LEARNING * (before.hindsight(ritz.value) - self.guess)
        unsettled = ritz.value - ritz.exact > self.tolerance * abs(ritz.value)
        return ritz, unsettled or ritz.asymmetry > self.contradiction

    def _keep(self, ritz: Ritz, vector: Any, alarm: bool) -> None:
        """What the next step starts from."""
        length = float(abs(vector).sum())
        if (alarm and self.alarmed) or not 0 < length < inf:  # a flat or broken H has no direction
            self.forget()
            self.alarmed = alarm
            return
        self.alarmed = alarm
        p, (values, others, images) = ritz.space.p, ritz.others(KEPT)
        probe = self._probed(ritz.space)
        self._plan(values, ritz.exact, -inf if probe is None else _rayleigh(p, *probe))
        fresh, held = [vector], list(zip(others, images, strict=True))
        if self.look:
            # A step of shifted power iteration, so that looking also finds what is on the rise.
            fresh.append(images[0] / p + abs(ritz.exact) / 2 * others[0])
            del held[0]
        if self.probing:
            fresh.append(self._probe(p, probe, [vector, *others[:1]]))
        elif probe is not None:
            held.append(probe)
        self.vectors, self.images = (rows(vector, len(fresh) + len(held)) for _ in range(2))
        for row, some in enumerate(fresh):
            self.vectors[row], self.images[row] = some, 0.0
        for row, (some, image) in enumerate(held, len(fresh)):
            self.vectors[row], self.images[row] = some, image

    def _plan(self, values: Small, first: float, probed: float) -> None:
        """Whether the next step shall look at the second vector, or at the probe."""
        self.age, self.turns = self.age + 1, self.turns + 1
        if len(values) and (self.look or (self.probing and probed > self.second)):
            second = float(values[0])
            self.rise, self.second, self.age = (second - self.second) / self.age, second, 0
        risen = self.second + self.rise * (self.age + 1) >= first
        turn, early = divmod(self.turns, LOOK)
        far = self.second + max(self.rise, 0.0) * 2 * LOOK < CLOSE * first  # not so if not yet known
        every = OFTEN if far else RARELY
        self.probing = not early and turn % every == 0
        due = not early and not self.probing and self.age >= LOOK // 2
        self.look = len(values) > 0 and (due or risen)

    def _probed(self, space: Subspace) -> tuple[Any, Any] | None:
        """The probe and its image, which at some steps is today's; None before the first."""
        if not self.probes:
            return None
        if not self.probing:
            return self.vectors[-1], self.images[-1]
        place = space.room - self._fresh
        return space.row(place)[0], space.image({place: 1.0})

    def _probe(self, p: Any, last: tuple[Any, Any] | None, known: list[Any]) -> Any:
        """The next probe: a step of power iteration away from what is known, and a random direction.

        Its signs are drawn from integers, which are the same on any machine.
        """
        signs = np.random.Generator(np.random.PCG64(self.probes)).integers(0, 2, len(p)) * 2.0 - 1.0
        random = rows(p, signs / np.sqrt(numbers(p) * len(p)))
        self.probes += 1
        if last is None:
            return random
        probe, image = last
        value = _rayleigh(p, probe, image)
        spread = sqrt(max(float(image @ (image / p)) / float(probe @ (p * probe)) - value**2, 0.0))
        ahead = image / p + max(spread - value, 0.0) * probe
        for vector in known:
            dual = p * vector
            ahead -= float(ahead @ dual) / float(vector @ dual) * vector
        square = float(ahead @ (p * ahead))
        return ahead / sqrt(square) + MIXED * random if 0 < square < inf else random

    def state_dict(self) -> dict[str, Any]:
        """What the next step starts from: tensors and numbers; tensors are never changed in place."""
        state = dict(vars(self))
        return state | {name: torch.as_tensor(state[name]) for name in ("vectors", "images")}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on as the tracker that `state` came from."""
        vars(self).update({name: state[name] for name in vars(self)})
        self.vectors, self.images = plain(state["vectors"]), plain(state["images"])


def _descend(space: Subspace, w: Any, g: Any, steepness: float) -> dict[int, float]:
    """Add what of w = P⁻¹g is not along the first vector; w as a sum of both, by place in the space.

    A product of that part alone loses no digits to what the two have in common.
    """
    place = space.room - 1
    first, dual = space.row(place)
    share = float(first @ g) / float(first @ dual)
    rest = w - share * first
    if not float(rest @ (space.p * rest)) > ROUNDING**2 * steepness:
        return {place: share}
    return {place: share, space.add(rest): 1.0}


def _rayleigh(p: Any, vector: Any, image: Any) -> float:
    """The Rayleigh quotient of a vector, given H times it."""
    return float(vector @ image) / float(vector @ (p * vector))
