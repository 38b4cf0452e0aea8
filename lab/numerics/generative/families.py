"""The families by name."""

from typing import Any

import numpy.typing as npt

from lab.contract.errors import BadInput
from lab.numerics.generative.adversarial import Gan, WassersteinGan
from lab.numerics.generative.likelihood import NeuralPotential, RealNvp, VariationalAutoencoder
from lab.numerics.generative.mmd import KernelGenerator
from lab.numerics.generative.model import GenerativeModel
from lab.numerics.generative.regression import Diffusion, FlowMatching

FAMILIES: dict[str, type[GenerativeModel]] = {
    "gan": Gan,
    "wgan-gp": WassersteinGan,
    "mmd": KernelGenerator,
    "flow-matching": FlowMatching,
    "diffusion": Diffusion,
    "realnvp": RealNvp,
    "vae": VariationalAutoencoder,
    "potential": NeuralPotential,
}


def build(family: str, points: npt.ArrayLike, seed: int, **arguments: Any) -> GenerativeModel:
    """A model of that family, on points (n, 2); arguments are those of its class.

    Raises:
        BadInput: no family has that name, or the points are none.
    """
    if family not in FAMILIES:
        raise BadInput(f"family = {family} is not known; there are {', '.join(FAMILIES)}.")
    model: GenerativeModel = FAMILIES[family](points, seed, **arguments)
    return model
