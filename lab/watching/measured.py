"""What a measurement says, or that there can be none."""

from dataclasses import dataclass

from lab.contract.errors import LabError


class Unmeasurable(LabError):
    """Why curvature cannot be measured in this training, in a sentence."""


@dataclass(frozen=True)
class Measured:
    """The largest curvature and that along the gradient, of the gradient before clipping, as shares of the
    limit; `kappa` is what clipping left of it, `alignment` the cosine between P⁻¹g and the top direction;
    `rough` says that differences cannot be trusted here."""

    largest: float
    gradient: float
    kappa: float
    alignment: float
    rough: bool

    @property
    def share(self) -> float:
        """The largest curvature as a share of the limit, with scales and clipping frozen as they are."""
        return self.kappa * self.largest

    @property
    def along(self) -> float:
        """That along the gradient."""
        return self.kappa * self.gradient
