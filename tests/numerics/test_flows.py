"""The density GAN's flow against the matrix exponential, and the simplex it is kept on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.linalg import expm

from lab.contract.errors import BadInput
from lab.numerics.density import Grid, mmd, normalized
from lab.numerics.features import random_features
from lab.numerics.flows import linear_density_flow, onto_simplex

GRID = Grid(6)
PHI = 3 * random_features("fourier", 20, seed=0, bandwidth=0.5)(GRID.centres)
TIMES = np.geomspace(0.5, 500, 8)
VALUES = arrays(float, 7, elements=st.floats(-3, 3))
MASSES = arrays(float, GRID.size, elements=st.floats(0, 1)).filter(lambda w: w.sum() > 0).map(normalized)


@given(p0=MASSES, p_n=MASSES)
def test_without_the_simplex_it_is_the_matrix_exponential(p0: np.ndarray, p_n: np.ndarray) -> None:
    a = PHI @ PHI.T / GRID.size
    for t, p in zip(TIMES, linear_density_flow(p0, p_n, PHI, TIMES, project=False, substeps=2), strict=True):
        assert p == pytest.approx(p_n + expm(-t * a) @ (p0 - p_n), abs=1e-10)


def test_an_unrestricted_discriminator_is_the_identity_kernel() -> None:
    """dP/dt = P_n - P, that is P = P_n + e^{-t}(P_0 - P_n), a density at all times without help."""
    p_n = GRID.empirical([[0.1, 0.1], [0.7, -0.2]])
    identity = np.sqrt(GRID.size) * np.eye(GRID.size)
    flows = [linear_density_flow(GRID.uniform, p_n, features, TIMES) for features in (None, identity)]
    for t, free, by_features in zip(TIMES, *flows, strict=True):
        assert free == pytest.approx(p_n + np.exp(-t) * (GRID.uniform - p_n), abs=1e-12)
        assert by_features == pytest.approx(free, abs=1e-12)


@given(p0=MASSES, p_n=MASSES)
def test_the_flow_keeps_mass_and_sign_and_comes_closer(p0: np.ndarray, p_n: np.ndarray) -> None:
    for p in linear_density_flow(p0, p_n, PHI, TIMES):
        assert p.sum() == pytest.approx(1, abs=1e-12)
        assert p.min() >= 0
    free = [p0, *linear_density_flow(p0, p_n, PHI, TIMES, project=False)]
    distances = [mmd(PHI, p, p_n) for p in free]
    assert (np.diff(distances) <= 1e-12).all()


@given(p0=MASSES, p_n=MASSES, order=st.permutations(range(GRID.size)))
def test_cells_have_no_names(p0: np.ndarray, p_n: np.ndarray, order: list[int]) -> None:
    flow = linear_density_flow(p0, p_n, PHI, TIMES[:3])
    renamed = linear_density_flow(p0[order], p_n[order], PHI[order], TIMES[:3])
    for p, other in zip(flow, renamed, strict=True):
        assert other == pytest.approx(p[order], abs=1e-9)


@given(values=VALUES, other=VALUES)
def test_the_projection_is_the_nearest_density(values: np.ndarray, other: np.ndarray) -> None:
    p, q = onto_simplex(values), onto_simplex(other)
    assert p.sum() == pytest.approx(1)
    assert p.min() >= 0
    assert onto_simplex(p) == pytest.approx(p, abs=1e-12)
    # The obtuse angle at a nearest point of a convex set, for a density of that set.
    assert (values - p) @ (q - p) <= 1e-9
    shifted = values - p
    assert shifted[p > 1e-9] == pytest.approx(shifted[p > 1e-9][0], abs=1e-9)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: list(linear_density_flow(GRID.uniform, GRID.uniform, PHI[:5], TIMES)),
        lambda: list(linear_density_flow(GRID.uniform, GRID.uniform, PHI, [1.0, 1.0])),
        lambda: list(linear_density_flow(GRID.uniform, GRID.uniform, PHI, [0.0])),
    ],
)
def test_what_cannot_flow_is_refused_in_a_sentence(wrong) -> None:
    with pytest.raises(BadInput, match=r"\w+ .*\.$"):
        wrong()
