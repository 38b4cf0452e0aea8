"""What is drawn of a run, and of the sets."""

from lab.contract.figure import Across, Figure, Snapshot
from lab.experiments.distributions.gan.config import BINS, FARTHEST, Config
from lab.experiments.distributions.levels import copies, copies_of_set, watched
from lab.experiments.distributions.plane import remark
from lab.experiments.drawing.axes import LOG, PERCENT, axis, log_steps
from lab.experiments.drawing.marks import bars
from lab.experiments.drawing.panels import Drawing, chart
from lab.experiments.drawing.style import FOLDED, HERO

REACH = 1.25


def figures(config: Config) -> tuple[Figure, ...]:
    """The figures of a run or of the set that a config spans; the first is the hero."""
    if config.members > 1:
        return (_copies_of_set(config), _across(config))
    return (_sets(config), _nearest(), copies(config.steps), _loss(config))


def _sets(config: Config) -> Figure:
    """The cloud between two sets of points; at the end the training set is ringed."""
    drawing = Drawing("sets", "The generator's points between two sets", HERO)
    share, points = watched(
        drawing,
        config.steps,
        "dots closer to the set it trains on than to the other",
        {},
        reach=REACH,
        at=((0.0, 0.46), (0.0, 0.95)),
        phone=(((0, 1), (0.26, 0.39)), ((0, 1), (0.48, 0.97)), ((0, 1), (0.0, 0.16))),
        phone_y=axis("closer to its set than to the other"),
        **PERCENT | {"range": [0.3, 1.02]},
    )
    points.dots("@model", "points", size=4.5, opacity=0.85)
    points.dots("@truth", "set_a", size=9, symbol="circle-open", edge=1.5)
    points.dots("@truth", "set_b", size=9, symbol="square-open", edge=1.5)
    points.dots("@data", "train_points", size=15, ring=True)
    share.label("50 %: as close to both", "@soft", 0.98, 0.5, yref="y", yanchor="top", phone={})
    points.label("○ set A   □ set B", "@truth", 0.0, 1.0, yanchor="bottom")
    return drawing.figure(
        "Dots: what the generator draws. Circles A and squares B: two draws from the truth; it was "
        f"trained on one of them, which is ringed at the end.{remark(config)}"
    )


def _nearest() -> Figure:
    """How far each generated point is from the nearest of either set."""
    drawing = Drawing(
        "nearest", "How far from the nearest point of either set", FOLDED, barmode="overlay", bargap=0
    )
    distances = axis("distance to the nearest point", range=[0, FARTHEST])
    share = drawing.panel("share of the generated points", x=distances, range=[0, 0.6], tickformat=".0%")
    middles = [(2 * k + 1) * FARTHEST / BINS / 2 for k in range(BINS)]
    for column, role in ((1, "@others"), (0, "@data")):
        histogram = share.draw(bars(role, x=middles, opacity=0.6, width=FARTHEST / BINS))
        histogram.fill(Snapshot, "nearest", "y", column=column)
    share.label("to the training set", "@data", 0.98, 0.95)
    share.label("to the other set, which it never saw", "@soft", 0.98, 0.87)
    return drawing.figure(
        "Who has learned the truth is as far from one set as from the other. Copies pile up at zero, "
        "for the training set alone."
    )


def _loss(config: Config) -> Figure:
    steps, title = log_steps(config.steps), "The generator's loss says nothing of it"
    loss = chart("loss", title, "loss of the generator", x=steps)
    return loss.curve("@others", "train_loss", width=1.5).figure()


def _spanned(config: Config) -> tuple[str, str]:
    """The field in which the members differ, and its name for people."""
    return ("samples", "training points n") if config.sizes else ("discriminator_width", "width of the judge")


def _copies_of_set(config: Config) -> Figure:
    coordinate, name = _spanned(config)
    values = config.sizes or config.widths
    wheres = {f"{name}: {value}": {coordinate: value} for value in sorted(set(values))}
    return copies_of_set(
        "copies",
        "How many of the generated points are copies",
        config.steps,
        wheres or {f"{name}: {config.samples}": {}},
        "A copy is three times closer to its nearest training point than to the second nearest; the "
        "thicker the line, the smaller the number.",
    )


def _across(config: Config) -> Figure:
    coordinate, name = _spanned(config)
    x = axis(name, **LOG, dtick="D2")
    share = chart("at-the-end", "Copies at the last row", "share of copies", x=x, range=[0, 1.02])
    return share.dots("@data", size=9).fill(Across, "copies", coordinate).figure()
