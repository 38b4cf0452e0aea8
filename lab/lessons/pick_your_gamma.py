"""Pick your γ: does it matter how small the weights were at birth?"""

import numpy as np

from lab.contract.claim import RunRequest
from lab.contract.training import Recorded
from lab.lessons import script
from lab.lessons.own import own
from lab.lessons.words import Axis, Lesson, Pick, Question, Runs, Words

CLOSE = 1.2
"""Losses within this factor are alike."""
SMALLNESS = Axis(Words("smallness γ", "小的程度 γ"), tuple(round(0.2 + 0.05 * step, 2) for step in range(17)))


def unseen(run: Recorded) -> float:
    """The loss on the pair never shown, at the end."""
    return float(run.column("ood_loss")[-1])


def best(runs: Runs) -> tuple[int, ...]:
    """The sizes whose mean loss on the pair never shown is about the lowest; between two that were trained
    it lies between theirs."""
    losses = _by_size(runs)
    between = np.interp(SMALLNESS.values, list(losses), np.log(list(losses.values())))
    return script.where((np.exp(between) <= CLOSE * min(losses.values())).tolist())


def best_told(runs: Runs) -> Words:
    """The lowest mean loss, beside those at both ends."""
    losses = _by_size(runs)
    (least, _), *_, (most, _) = sorted(losses.items())
    gamma = min(losses, key=losses.__getitem__)
    return Words(
        f"Best at γ = {gamma:g}: a loss of {losses[gamma]:.2g}, against {losses[least]:.2g} at {least:g} and "
        f"{losses[most]:.2g} at {most:g}. Right is whatever comes within a fifth of the best.",
        f"γ = {gamma:g} 最好：损失是 {losses[gamma]:.2g}，而 {least:g} 处是 {losses[least]:.2g}，"
        f"{most:g} 处是 {losses[most]:.2g}。与最好的相差不到五分之一的都算对。",
    )


def _by_size(runs: Runs) -> dict[float, float]:
    """The mean of that loss of each γ."""
    sizes = sorted({float(run.config.gamma) for run in runs})
    return {
        gamma: float(np.mean([unseen(run) for run in runs if run.config.gamma == gamma])) for gamma in sizes
    }


SIZE = script.along(
    own("initialization-rate", "headline"),
    SMALLNESS,
    Words(
        "A larger γ is smaller weights at birth; 0.5 is usual. Which γ answers the pair D C, never shown, "
        "best?",
        "γ 越大，出生时的权重越小；0.5 是通常的。哪个 γ 最能答对从未见过的组合 D C？",
    ),
    best,
    best_told,
)
DECAY = 0.3
OUT = script.twin(
    SIZE,
    Words(
        "Other numbers: they learn faster (η = 0.008), for 800 steps, in two throws of the dice. Which "
        "γ answers the pair never shown best?",
        "换一组数字：学得更快（η = 0.008），只学 800 步，掷两次骰子。哪个 γ 最能答对从未见过的组合？",
    ),
    RunRequest("heat-map", {"weight_decays": (0.1,)}),
)


def _means(runs: Runs) -> tuple[float, float]:
    """That loss without weight decay, and with it."""
    decayed = [unseen(run) for run in runs if run.config.weight_decay]
    return float(np.mean([unseen(run) for run in runs if not run.config.weight_decay])), float(
        np.mean(decayed)
    )


def helped(runs: Runs) -> tuple[int, ...]:
    """What decay does to it, by its factor."""
    without, decayed = _means(runs)
    return script.between(without / decayed, 1 / 1.2, 1.2, 2.0)


def helped_told(runs: Runs) -> Words:
    """Both losses."""
    without, decayed = _means(runs)
    return Words(
        f"{decayed:.2g} with decay, {without:.2g} without: it makes small what was born large.",
        f"有衰减时 {decayed:.2g}，没有时 {without:.2g}：它把生来大的权重变小。",
    )


DECAYED = Question(
    "initialization-rate-decay",
    "initialization-rate",
    "headline",
    Words(
        f"Networks born large (γ = 0.4), once with weight decay {DECAY}, which pulls all weights towards "
        f"zero. "
        "Their loss on the pair never shown?",
        f"生来权重大的网络（γ = 0.4），其中一次加上权重衰减 {DECAY}，把所有权重拉向零。"
        f"它们在从未见过的组合上的损失？",
    ),
    (
        Words("Higher than without", "比没有时更高"),
        Words("The same, within a fifth", "相同，相差不到五分之一"),
        Words("Lower, but more than half", "更低，但超过一半"),
        Words("Half or less", "一半或更低"),
    ),
    helped,
    helped_told,
    (RunRequest("heat-map", {"gammas": (0.4,), "weight_decays": (0.0, DECAY)}),),
)


def _throws(runs: Runs) -> list[tuple[float, float]]:
    """Of each throw of the dice that loss with one layer, and with three."""
    found = {(run.config.depth, run.config.seed): unseen(run) for run in runs}
    seeds = sorted({seed for _, seed in found})
    return [(found[1, seed], found[3, seed]) for seed in seeds]


def deeper(runs: Runs) -> tuple[int, ...]:
    """Whether every throw says the same."""
    wins = [three < one for one, three in _throws(runs)]
    return (1,) if all(wins) else (3,) if any(wins) else (2,)


def deeper_told(runs: Runs) -> Words:
    """Every throw."""
    each = [(f"{one:.2g}", f"{three:.2g}") for one, three in _throws(runs)]
    return Words(
        "; ".join(f"{one} with one layer, {three} with three" for one, three in each)
        + ": a throw of the dice each. One run is an anecdote, and so is one pair.",
        "；".join(f"一层 {one}，三层 {three}" for one, three in each)
        + "：每组是一次掷骰子。一次运行只是轶事，一对也是。",
    )


DEPTH = Question(
    "initialization-rate-depth",
    "initialization-rate",
    "headline",
    Words(
        "“Deeper networks lean towards memory.” One layer or three, born small (γ = 0.7), two throws of "
        "the dice: "
        "which answers the pair never shown better?",
        "“更深的网络更倾向于记忆。”一层或三层，生来小（γ = 0.7），掷两次骰子：哪个更能答对从未见过的组合？",
    ),
    (
        Words("Three layers, both times", "三层，两次都是"),
        Words("One layer, both times", "一层，两次都是"),
        Words("It depends on the dice", "要看骰子"),
    ),
    deeper,
    deeper_told,
    (RunRequest("depth", {"gammas": (0.7,)}),),
)
GAMMAS = Pick(
    "initialization-rate",
    "headline",
    "gamma",
    tuple(round(0.2 + 0.025 * step, 3) for step in range(41)),
    Words(
        "Choose the smallness γ with which your network is born; a larger γ means smaller weights. How "
        "well will "
        "it answer the pair that it is never shown?",
        "选择你的网络出生时的小的程度 γ；γ 越大，权重越小。它能多好地回答从未见过的组合？",
    ),
    Words("smallness γ", "小的程度 γ"),
    Words("loss on the pair never shown", "从未见过的组合上的损失"),
    unseen,
    {"seeds": (1,)},
    (False, True),
)
WHY = Words(
    "Large weights can store the table of questions as it is: nothing forces them to notice that steps "
    "repeat. "
    "Small weights have to grow first, and what serves many questions grows fastest: the steps. Too "
    "small, and the "
    "time runs out on the plateau.",
    "大的权重可以把题目表原样存下：没有什么逼它注意到步子会重复。小的权重必须先长大，"
    "而对许多题目都有用的长得最快：那些步子。太小的话，时间就耗在平台上了。",
)
LESSON = Lesson(
    "pick-your-gamma",
    Words("Pick your γ", "选你的 γ"),
    Words(
        "You can say what the size of the starting weights changes besides speed, and why there is a "
        "best size.",
        "你能说出初始权重的大小除了速度之外还改变什么，以及为什么有一个最好的大小。",
    ),
    (
        Words("How weights are born changes only how fast they learn.", "权重怎样出生，只影响学得多快。"),
        Words("A larger γ means larger weights.", "γ 越大，权重越大。"),
        Words("The same training loss means the same knowledge.", "训练损失相同，知识就相同。"),
        Words("One run shows it.", "运行一次就能说明问题。"),
    ),
    (
        script.film(1, SIZE),
        script.ask(7, SIZE),
        script.read(2, SIZE, WHY),
        script.branch(3, DECAYED),
        script.leave(2, OUT, SIZE),
    ),
    (
        script.film(1, SIZE),
        script.ask(9, SIZE),
        script.read(3, SIZE, WHY),
        script.branch(6, DECAYED),
        script.pick(13, GAMMAS),
        script.ask(8, DEPTH, script.DOUBT),
        script.leave(5, OUT, SIZE),
    ),
)
