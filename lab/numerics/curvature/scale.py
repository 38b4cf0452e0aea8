"""What Adam's momentum does to its stability threshold."""

from lab.contract.errors import BadInput


def adam_scale(beta1: float, t: int) -> float:
    """The factor c = (1−β1) / ((1+β1)(1−β1^t)) with which λ_max(c·P⁻¹H) < 2/η is Adam's stability.

    t counts the gradients that the moments hold, from 1. Without bias correction (t → ∞) the condition
    reads λ_max(P⁻¹H) < 2(1+β1)/((1−β1)η) (Cohen et al. 2022, arXiv 2207.14484).

    Raises:
        BadInput: β1 outside 0 … 1 (1 excluded), or t < 1.
    """
    if t < 1:
        raise BadInput(f"t = {t} is no number of gradients: give 1 or more.")
    return adam_scale_running(beta1, beta1**t)


def adam_scale_running(beta1: float, product: float) -> float:
    """The same factor where β1 changed on the way: `product` is that of all β1 so far (β1^t if constant).

    Raises:
        BadInput: β1 outside 0 … 1 (1 excluded), or a product outside it.
    """
    if not 0 <= beta1 < 1 or not 0 <= product < 1:
        raise BadInput(f"beta1 = {beta1} and product = {product}: both must be at least 0 and below 1.")
    return (1 - beta1) / ((1 + beta1) * (1 - product))
