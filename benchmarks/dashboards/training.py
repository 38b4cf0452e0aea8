"""The training that every tool is shown: real, small, in numpy alone, which all environments have."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

COLUMNS = ("loss", "grad_norm", "update_norm", "weight_norm")
WIDTH = 32
SPIKES = 8
"""Single steps of a long history at which the loss is `HEIGHT` times its neighbours'."""
HEIGHT = 100.0


def rows() -> Iterator[tuple[float, ...]]:
    """The columns of each step: a network of 32 units fits two sines at 40 points by Adam, for ever."""
    generator = np.random.default_rng(0)
    x = np.linspace(-np.pi, np.pi, 40)[:, None]
    y = np.sin(x) + np.sin(4 * x)
    weights = [generator.normal(size=size) for size in ((1, WIDTH), (WIDTH,), (WIDTH, 1), (1,))]
    m, v = ([np.zeros_like(weight) for weight in weights] for _ in range(2))
    beta1, beta2, eta, epsilon = 0.9, 0.999, 0.01, 1e-8
    step = 0
    while True:
        hidden = np.tanh(x @ weights[0] + weights[1])
        error = hidden @ weights[2] + weights[3] - y
        back = 2 * error / len(x)
        inner = back @ weights[2].T * (1 - hidden**2)
        gradients = [x.T @ inner, inner.sum(0), hidden.T @ back, back.sum(0)]
        step += 1
        updates = []
        for k, gradient in enumerate(gradients):
            m[k] = beta1 * m[k] + (1 - beta1) * gradient
            v[k] = beta2 * v[k] + (1 - beta2) * gradient**2
            updates.append(eta * m[k] / (1 - beta1**step) / (np.sqrt(v[k] / (1 - beta2**step)) + epsilon))
            weights[k] = weights[k] - updates[k]
        yield float((error**2).mean()), norm(gradients), norm(updates), norm(weights)


def norm(arrays: list[npt.NDArray[np.float64]]) -> float:
    """Euclidean norm of all entries together."""
    return float(np.sqrt(sum(float((array**2).sum()) for array in arrays)))


def spiked(steps: int) -> npt.NDArray[np.float64]:
    """The loss of a long history, shape (steps,): a calm noise, and the spikes at `spikes(steps)`."""
    loss = 1 + 0.1 * np.random.default_rng(1).random(steps)
    loss[spikes(steps)] *= HEIGHT
    return loss


def spikes(steps: int) -> npt.NDArray[np.int64]:
    """The steps of the spikes, spread over the whole and on no multiple that a stride would meet."""
    places = (np.arange(SPIKES) + 0.5) / SPIKES * steps
    return places.astype(np.int64) // 2 * 2 + 1
