"""What the claims of adam-spikes are shown: recordings that support them and recordings that violate them."""

import functools

import numpy as np

from lab import experiments
from lab.contract.training import Mark, Recorded
from lab.experiments.optimization.adam_spikes.config import Config
from tests.experiments.rows import Rows, rows

ADAM = experiments.find("adam-spikes")
WITHOUT_GPU = {"device": "cpu", "width": 4, "batch_size": 16}
"""What makes the examples that need a GPU small."""
ROWS, ONSET, PEAK = 300, 200, 210


@functools.cache
def parabola(steps: int = 1000) -> Rows:
    """A real run of the parabola, through its first spike."""
    return rows(ADAM.train([ADAM.configure("quadratic", device="cpu", steps=steps)]))


def descent(*, rise: float = 0.0) -> Rows:
    """Gradient descent on the parabola, its loss raised at one step."""
    config = ADAM.configure("quadratic", device="cpu", optimizer="gradient-descent")
    loss = 0.5 * 0.81 ** np.arange(50.0)
    loss[20] += rise
    return Rows(config, {"step": np.arange(50.0), "loss": loss})


def network(
    *, lead: int = 40, raw: float = 38.0, drift: float = 0.0, gradient: tuple[int, int] = (195, 215),
    back: int = 215, lost: float = 0.01, decay: float = 0.9995, cosine: float = 0.99, false: int = 0,
) -> Rows:  # fmt: skip
    """A made-up run of the network with one spike: λ_max is over its limit from `lead` steps before it.

    `gradient` is where λ_grad is, `back` where λ_max is below again, `false` how many excursions of λ_grad
    lead nowhere.
    """
    steps = np.arange(float(ROWS))
    crossing = ONSET - lead
    spike = Mark("spike-1", 220, ONSET, values={"peak": float(PEAK), "height": 5.0, "crossing": crossing})
    over = (steps >= crossing) & (steps < back)
    over_grad = (steps >= gradient[0]) & (steps < gradient[1])
    for one in range(false):
        over_grad |= (steps >= 20 * one) & (steps < 20 * one + 6)
    columns = {
        "step": steps,
        "threshold": np.full(ROWS, 200.0),
        "lambda_max": np.where(over | (steps < 10), 204.0, 196.0),
        "lambda_grad": np.where(over_grad, 203.0, 100.0),
        "lambda_raw": np.where(steps % 10 == 0, raw * (1 + drift * steps / ROWS), np.nan),
        "loss": np.where(steps == 180, 0.9, 1.0),
        "decoupling": np.full(ROWS, lost),
        "v_norm": decay**steps,
        "alignment": np.where(steps >= ONSET, cosine, 0.5),
    }
    return Rows(ADAM.configure("fnn-sin", device="cpu"), columns, [spike])


def moved(*, crossing: float = 1.0, dip: int | None = None) -> Rows:
    """The parabola's run with its curvature scaled, or its lowest loss elsewhere."""
    real = parabola()
    columns = dict(real.columns)
    columns["lambda_max"] = crossing * columns["lambda_max"]
    if dip is not None:
        loss = columns["loss"].copy()
        loss[dip - 20 : dip + 21] = 1e-60
        columns["loss"] = loss
    return Rows(real.config, columns, real.marks)


def quiet() -> Rows:
    """A run of the network in which nothing happened."""
    columns = {name: [20.0] for name in ("step", "threshold", "lambda_raw", "lambda_max", "lambda_grad")}
    return Rows(Config(), columns)


def fork(field: str, *, height: float, control: float = 4.0) -> list[Recorded]:
    """A run whose loss rises, and its branch at step 50 whose loss rises to `height`."""
    config = ADAM.configure("fnn-sin", device="cpu")
    runs = []
    for top, changes in ((control, ()), (height, ((50, field, 0.1),))):
        loss = np.ones(250)
        loss[80] = top
        runs.append(Rows(config, {"step": np.arange(250.0), "loss": loss}, changes=changes))
    return runs


def slower(spikes: int, *, slow: int = 3) -> list[Recorded]:
    """Two runs of the network, with β₂ = 0.9 and so many spikes, and with β₂ = 0.999."""
    return [_spiking(0.9, spikes), _spiking(0.999, slow)]


def _spiking(beta2: float, spikes: int) -> Rows:
    marks = [Mark(f"spike-{one + 1}", 9, 9, values={"height": 4.0}) for one in range(spikes)]
    return Rows(ADAM.configure("fnn-sin", device="cpu", beta2=beta2), {"step": [0.0]}, marks)


def phases(*, late: float = 40.0, far: float = 0.0, early: float = 10.0) -> list[Recorded]:
    """A map of nine cells: eight that the law calls spiking, with `late` crossings in the second half, and
    one far on the other side, with `far`."""
    return [*(_cell(0.5, 0.9, early, late) for _ in range(8)), _cell(0.9, 0.9, early, far)]


def _cell(beta1: float, beta2: float, early: float, late: float) -> Rows:
    config = ADAM.configure("quadratic", device="cpu", record="summary", beta1s=(beta1,), beta2s=(beta2,))
    columns = {"step": [config.steps - 1], "crossings": [early + late]}
    return Rows(config, columns, arrays={"crossings": np.array(early)})


SUPPORTED: dict[str, list[list[Recorded]]] = {
    "only-adam": [[parabola(), descent()]],
    "onset-at-threshold": [[parabola()], [parabola(), parabola()]],
    "cubic-law": [phases()],
    "curvature-precedes": [[network()], [parabola()], [network(lead=1)]],
    "sustained": [[network()], [parabola()]],
    "raw-innocent": [[network()], [parabola()]],
    "gradient-times": [[network()]],
    "fewer-false-alarms": [[network()]],
    "lost-gradient": [[network()]],
    "own-decay": [[network()]],
    "aligned": [[network()]],
    "epsilon-rescues": [fork("epsilon", height=1.05)],
    "beta2-rescues": [fork("beta2", height=1.05)],
    "eta-rescues": [fork("eta", height=1.05)],
    "reset-rescues": [fork("reset_v", height=1.05)],
    "beta2-from-the-start": [slower(2)],
    "recovered": [[network()], [parabola()]],
}
VIOLATED: dict[str, list[list[Recorded]]] = {
    "only-adam": [[parabola(), descent(rise=1.0)], [moved(), descent(rise=0.1)]],
    "onset-at-threshold": [[moved(dip=500)]],
    "cubic-law": [phases(late=0.0), phases(far=9.0), phases(late=0.0, early=0.0)],
    "curvature-precedes": [[network(lead=0)], [network(lead=-8)], [network(), network(lead=-1)]],
    "sustained": [[network(lead=1, back=202)], [network(lead=20, back=183)]],
    "raw-innocent": [[network(raw=210.0)], [network(drift=0.5)], [network(), network(raw=210.0)]],
    "gradient-times": [[network(gradient=(170, 190))], [network(gradient=(150, 215))]],
    "fewer-false-alarms": [[network(false=2)]],
    "lost-gradient": [[network(lost=0.5)]],
    "own-decay": [[network(decay=0.99)], [network(decay=1.0)]],
    "aligned": [[network(cosine=0.7)], [network(cosine=0.4)]],
    "epsilon-rescues": [fork("epsilon", height=1.2), fork("epsilon", height=3.5)],
    "beta2-rescues": [fork("beta2", height=5.0)],
    "eta-rescues": [fork("eta", height=1.15)],
    "reset-rescues": [fork("reset_v", height=40.0)],
    "beta2-from-the-start": [slower(3), slower(5)],
    "recovered": [[network(back=240)], [network(), network(back=250)]],
}
SILENT: dict[str, list[list[Recorded]]] = {
    "only-adam": [[parabola()], [descent()], []],
    "onset-at-threshold": [[quiet()], [network()], [parabola(), quiet()], []],
    "cubic-law": [[quiet()], []],
    "fewer-false-alarms": [[quiet()], []],
    "own-decay": [[quiet()], [network(lead=190)], []],
    "epsilon-rescues": [fork("epsilon", height=1.0, control=2.0), []],
    "beta2-rescues": [fork("beta2", height=1.0, control=2.0), []],
    "eta-rescues": [fork("eta", height=1.0, control=2.0), []],
    "reset-rescues": [fork("reset_v", height=1.0, control=2.0), []],
    "beta2-from-the-start": [slower(0, slow=0), [_spiking(0.999, 2)], []],
    **{
        slug: [[quiet()], []]
        for slug in (
            *("curvature-precedes", "sustained", "raw-innocent", "gradient-times"),
            *("lost-gradient", "aligned", "recovered"),
        )
    },
}
TOLD: tuple[Recorded, tuple[str, ...]] = (parabola(), ("crossing-1", "spike-1", "recovery-1"))
"""A recording, and the marks at which the sentence changes."""
