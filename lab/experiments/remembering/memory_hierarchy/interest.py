"""Where each memory of a stream of questions belongs, by how often it is asked for (Memory³'s sum)."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

FORMS = ("text", "kv", "sparse", "lora")
Floats = npt.NDArray[np.float64]


def drawn(memories: int, questions: int, zipf: float, seed: int) -> Floats:
    """How often each memory is asked for, the most asked first: questions drawn by Zipf's law."""
    chances = np.arange(1.0, memories + 1) ** -zipf
    uses = np.random.default_rng(seed).multinomial(questions, chances / chances.sum())
    return np.sort(uses)[::-1].astype(np.float64)


def costs(uses: Floats, mean: Mapping[str, float]) -> Floats:
    """FLOPs of each memory in each form, shape (memories, forms): written if it is asked for, then read."""
    writes, reads = (np.array([mean[f"{act}_{form}"] for form in FORMS]) for act in ("write", "read"))
    return np.asarray(np.where(uses[:, None] > 0, writes, 0.0) + uses[:, None] * reads)


def placed(uses: Floats, cost: Floats) -> Floats:
    """The uses, each in the column of its cheapest form; elsewhere NaN, and where it is never asked for."""
    best = cost.argmin(1)[:, None] == np.arange(len(FORMS))
    return np.where(best & (uses[:, None] > 0), uses[:, None], np.nan)


def shares(cost: Floats) -> Floats:
    """Cost of all memories in each form, in units of each memory in its cheapest form; shape (forms,)."""
    least: float = cost.min(1).sum()
    return np.asarray(cost.sum(0) / least)
