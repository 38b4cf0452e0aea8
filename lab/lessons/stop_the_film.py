"""Stop the film: when is a model closest to the truth, and what tells?"""

import numpy as np
import numpy.typing as npt

from lab.contract.claim import RunRequest
from lab.contract.training import Floats, Recorded
from lab.experiments.distributions.plane import truth_of
from lab.experiments.drawing.names import number
from lab.lessons import script
from lab.lessons.own import own
from lab.lessons.words import Axis, Lesson, Pick, Plane, Question, Runs, Words
from lab.numerics.density import Grid

NEAR = 1.1
"""Distances within this factor of the least are as good."""
MOMENTS = (*(float(digit * 10**power) for power in range(6) for digit in (1, 2, 3, 5)), 1e6)
TIME = Axis(Words("time t", "时间 t"), MOMENTS, log=True, moment="time")


def nearest(runs: Runs) -> tuple[int, ...]:
    """The moments at which it is about as close to the truth as ever."""
    (run,) = runs
    time, distance = run.column("time"), run.column("kl")
    there = np.interp(np.log(MOMENTS), np.log(time.clip(MOMENTS[0])), distance)
    return script.where((there <= NEAR * there.min()).tolist())


def nearest_told(runs: Runs) -> Words:
    """That moment, and what is lost after it."""
    ((time, best, end),) = turns(runs)
    return Words(
        f"Closest to the truth at t = {number(time)}, at a distance of {best:.2g}; at the end it is "
        f"{end:.2g}. The training loss fell all the way and did not tell.",
        f"t = {number(time)} 时最接近真实分布，距离是 {best:.2g}；结束时是 {end:.2g}。"
        "训练损失一路下降，什么也没有透露。",
    )


def turns(runs: Runs) -> list[tuple[float, float, float]]:
    """Of each the time at which it is closest to the truth, the distance there, and at the end."""
    found = []
    for run in runs:
        distance = run.column("kl")
        best = int(distance.argmin())
        found.append((float(run.column("time")[best]), float(distance[best]), float(distance[-1])))
    return found


STOP = script.along(
    own("bias-potential", "ring8"),
    TIME,
    Words(
        "Drag to the moment: when would you have stopped training, to be closest to the truth?",
        "拖到那一刻：要最接近真实分布，你会在什么时候停止训练？",
    ),
    nearest,
    nearest_told,
)
OUT = script.twin(
    STOP,
    Words(
        "A spiral instead of eight islands, 100 points instead of 50. When would you have stopped "
        "training, to "
        "be closest to the truth?",
        "换成一条螺线，不是八个岛；100 个点，不是 50 个。要最接近真实分布，你会在什么时候停止训练？",
    ),
    RunRequest("spiral"),
)
JUDGE = script.worded(
    own("density-gan", "judges"),
    Words(
        "Three GANs learn from the same 25 points. One judge sees only coarse differences, one finer "
        "ones, one every "
        "single point. Whose best moment is closest to the truth?",
        "三个 GAN 从同样的 25 个点学习。一个评判者只看见粗略的差别，一个更细，一个看见每一个点。"
        "谁的最好时刻最接近真实分布？",
    ),
)
ALIKE = 1.5
"""Moments within this factor are the same."""


def turned(runs: Runs) -> tuple[int, ...]:
    """When the distance turns with more points, beside few."""
    (few, _, _), (many, best, end) = turns(runs)
    return (4,) if end <= best else script.between(many / few, 1 / ALIKE, ALIKE)


def turned_told(runs: Runs) -> Words:
    """Both moments, and what is lost after the second."""
    (few, _, _), (many, best, end) = turns(runs)
    return Words(
        f"At t = {number(few)} with 50 points, at t = {number(many)} with 1,600. After that it copies "
        f"all the "
        f"same: the distance goes from {best:.2g} to {end:.2g}. More data puts it off, and does not "
        f"prevent it.",
        f"50 个点时在 t = {number(few)}，1,600 个点时在 t = {number(many)}。之后它照样开始复制："
        f"距离从 {best:.2g} 变为 {end:.2g}。更多数据只是推迟，并不阻止。",
    )


MORE = Question(
    "bias-potential-more",
    "bias-potential",
    "ring8",
    Words(
        "A coarser model, first with 50 points, then with 1,600 of the same truth. When does the second "
        "one turn "
        "away from the truth?",
        "一个较粗的模型，先用 50 个点，再用同一真实分布的 1,600 个点。第二个在什么时候开始远离真实分布？",
    ),
    (
        Words("Earlier", "更早"),
        Words("At about the same time", "差不多同时"),
        Words("Later", "更晚"),
        Words("Never", "永远不会"),
    ),
    turned,
    turned_told,
    (
        RunRequest("gentle"),
        RunRequest("gentle", {"samples": 1600, "record": "summary", "end_time": 1e9, "steps": 54}),
    ),
)


CELLS = 24
"""Cells a side of the map on which a place is chosen."""
MIDDLES = tuple(round((2 * cell + 1) / CELLS - 1, 4) for cell in range(CELLS))
MAP = Plane(Axis(Words("across", "横向"), MIDDLES), Axis(Words("up", "纵向"), MIDDLES))
MISSED = 0.1
"""The share of the truth's mass below which a cell is missed; cells with less than their share of all are not
of the truth."""


def _masses(runs: Runs) -> tuple[Floats, Floats]:
    """Of each cell, row by row, the truth's mass and the finished model's."""
    (run,) = runs
    grid = Grid(run.config.grid)
    truth = truth_of(run.config, run.config.target, grid, floor=run.config.floor)
    size = run.config.grid // CELLS
    cells = (
        np.reshape(mass, (CELLS, size, CELLS, size)).sum((1, 3)) for mass in (truth, run.array("density"))
    )
    true, model = (np.ravel(mass) for mass in cells)
    return true, model


def _missed(true: Floats, model: Floats) -> npt.NDArray[np.bool_]:
    return (true >= 1 / CELLS**2) & (model <= MISSED * true)


def missed(runs: Runs) -> tuple[int, ...]:
    """The cells in which the truth has its share, and the finished model next to nothing."""
    return script.where(_missed(*_masses(runs)).tolist())


def missed_told(runs: Runs) -> Words:
    """What both have in all of them."""
    true, model = _masses(runs)
    where = _missed(true, model)
    share, left = (f"{100 * float(mass[where].sum()):.2g} %" for mass in (true, model))
    return Words(
        f"Where it is marked the truth puts {share} of its points, and the finished model {left}: between "
        "its training points, inside the islands. It did not learn the islands, it learned its points.",
        f"在标出的地方，真实分布放了 {share} 的点，训练完的模型只有 {left}：就在岛的内部、训练点之间。"
        "它没有学会那些岛，只学会了它的点。",
    )


HOLE = script.pointed(
    own("bias-potential", "ring8"),
    "hole",
    MAP,
    Words(
        "This is the finished model. Where may a new point of the truth well fall, while the model says: "
        "never?",
        "这是训练完的模型。真实分布的新点很可能落在哪里，而模型却说绝不会？",
    ),
    missed,
    missed_told,
)


def closest(run: Recorded) -> float:
    """The least distance to the truth."""
    return float(run.column("kl").min())


POINTS = Pick(
    "bias-potential",
    "ring8",
    "samples",
    (10, 15, 25, 40, 60, 100, 150, 250, 400, 600, 1000, 1600),
    Words(
        "Choose how many points your model may learn from. How close to the truth does it come at its best "
        "moment?",
        "选择你的模型可以从多少个点学习。在最好的时刻，它离真实分布有多近？",
    ),
    Words("training points", "训练点数"),
    Words("least distance to the truth", "与真实分布的最小距离"),
    closest,
    {"record": "summary", "width": 200, "end_time": 1e5, "steps": 24},
    (True, True),
)
WHY = Words(
    "The training loss compares with the points alone, and the points can always be matched better. "
    "Early on, "
    "whatever moves towards the points moves towards the truth as well; later only their accidents are "
    "left to "
    "be learnt. What tells the moment is something held back: points that training never sees.",
    "训练损失只与那些点比较，而那些点总能拟合得更好。早期，凡是靠近这些点的，也靠近真实分布；"
    "到后来，剩下可学的只是它们的偶然。能指出那一刻的，是留下来的东西：训练从未见过的点。",
)
LESSON = Lesson(
    "stop-the-film",
    Words("Stop the film", "停下短片"),
    Words(
        "You can explain why the lowest training loss is not the best model, and what more data changes.",
        "你能解释为什么训练损失最低的不是最好的模型，以及更多数据会改变什么。",
    ),
    (
        Words("The lower the loss, the better the model.", "损失越低，模型越好。"),
        Words("Blurred is worse than sharp.", "模糊就是比清晰差。"),
        Words("With enough data a model does not copy.", "数据足够，模型就不会复制。"),
        Words("The sharper the judge, the better the generator.", "评判者越敏锐，生成器越好。"),
    ),
    (
        script.film(1, STOP),
        script.ask(7, STOP),
        script.read(2, STOP, WHY),
        script.branch(3, MORE),
        script.leave(2, OUT, STOP),
    ),
    (
        script.film(1, STOP),
        script.ask(9, STOP),
        script.ask(4, HOLE, script.QUICK),
        script.read(3, STOP, WHY),
        script.branch(5, MORE),
        script.pick(10, POINTS),
        script.ask(8, JUDGE, script.DOUBT),
        script.leave(5, OUT, STOP),
    ),
)
