"""Rescue: training is about to jump; which change prevents it?"""

from lab.contract.claim import RunRequest
from lab.contract.training import Recorded
from lab.experiments.optimization.adam_spikes.rescues import RESCUE, RESCUED
from lab.experiments.optimization.adam_spikes.shares import SEEDS
from lab.experiments.optimization.adam_spikes.spikes import alarms
from lab.lessons import script
from lab.lessons.own import own
from lab.lessons.words import Lesson, Pick, Question, Runs, Words

JUMP = own("adam-spikes", "fnn-sin")
NAMES = (
    Words("a larger ε", "更大的 ε"),
    Words("a smaller η", "更小的 η"),
    Words("a smaller β₂", "更小的 β₂"),
    Words("a fresh v", "清零的 v"),
)


def heights(runs: Runs) -> list[float]:
    """How high each loss goes after the branches' step, in units of what it was there; the first is of the
    run without a change."""
    ((step, _, _),) = runs[-1].changes
    losses = (run.column("loss")[step : step + RESCUE] for run in runs)
    return [float(loss.max() / loss[0]) for loss in losses]


def rescued(runs: Runs) -> tuple[int, ...]:
    """The changes with which the loss does not jump."""
    return script.where([height < RESCUED for height in heights(runs)[1:]])


def heights_told(runs: Runs) -> Words:
    """Every height."""
    none, *after = (f"{float(f'{height:.2g}'):,g}" for height in heights(runs))
    each = list(zip(NAMES, after, strict=True))
    english = ", ".join(f"{height} with {name.en}" for name, height in each)
    chinese = "，".join(f"{name.zh} {height} 倍" for name, height in each)
    return Words(
        f"In the next {RESCUE} steps the loss reaches, times what it was: {english}; without a change "
        f"{none}.",
        f"此后 {RESCUE} 步内，损失最高达到：{chinese}；什么都不改则是 {none} 倍。",
    )


def rescued_told(runs: Runs) -> Words:
    """Every height, and that one of the changes is no rule (claim `adam-spikes/eta-rescues`)."""
    told = heights_told(runs)
    return Words(
        f"{told.en} The smaller η is no rule: of other networks it rescues some only, where the larger ε "
        "rescues all; the table of claims counts them.",
        f"{told.zh}更小的 η 并不总是管用：换成别的网络，它只能救回一部分，而更大的 ε 全都救得回；"
        "有多少，见论断总表。",
    )


def _requests(preset: str, eta: float) -> tuple[RunRequest, ...]:
    changes: tuple[dict[str, float | bool], ...] = (
        {"epsilon": 0.1},
        {"eta": eta},
        {"beta2": 0.9},
        {"reset_v": True},
    )
    return (
        RunRequest(preset),
        *(RunRequest(preset, at="warning-1", changes=change) for change in changes),
    )


WHICH = Question(
    "adam-spikes-rescue",
    "adam-spikes",
    "fnn-sin",
    Words(
        "Back to the crossing: one change is allowed. With which one does the loss not jump?",
        "回到越界的那一步：只许改一样。改哪一样，损失就不会跳高？",
    ),
    (
        Words("A floor under the brake: ε = 0.1", "给刹车垫一个底：ε = 0.1"),
        Words("Smaller steps: η divided by 1.25", "更小的步长：η 除以 1.25"),
        Words("Forget faster: β₂ = 0.9", "忘得更快：β₂ = 0.9"),
        Words("Start afresh: v set to zero", "重新开始：把 v 清零"),
    ),
    rescued,
    rescued_told,
    _requests("fnn-sin", 0.008),
)
OUT = script.twin(
    WHICH,
    Words(
        "Another network, a transformer that adds modulo 7, at its own crossing. One change: with which "
        "does its loss not jump?",
        "另一个网络，一个学习模 7 加法的 transformer，也到了越界的那一步。只改一样：改哪一样，"
        "它的损失不会跳高？",
    ),
    *_requests("tf-mod7", 0.0024),
)


def shares(runs: Runs) -> tuple[float, float]:
    """Of the stays above the limit, the share that leads to a spike: of λ_max, of λ_grad."""
    largest, gradient = (
        right / stays for right, stays in (alarms(runs, f"lambda_{x}") for x in ("max", "grad"))
    )
    return largest, gradient


def alarm(runs: Runs) -> tuple[int, ...]:
    """Which of both is right clearly more often, by a fifth."""
    largest, gradient = shares(runs)
    return script.between(gradient / largest, 1 / 1.2, 1.2)


def alarm_told(runs: Runs) -> Words:
    """Both shares."""
    largest, gradient = (f"{100 * share:.0f} %" for share in shares(runs))
    return Words(
        f"In {len(runs)} trainings a spike followed {largest} of the solid curve's stays above the "
        f"limit, and "
        f"{gradient} of the dotted one's. It comes later, nearer to the jump: the better clock, not the "
        f"better "
        "alarm.",
        f"在 {len(runs)} 次训练中，实线停留在界限之上后有 {largest} 跟着尖峰，虚线有 {gradient}。"
        "虚线来得更晚、离跳高更近：它是更准的钟，却不是更好的警报。",
    )


ALARM = Question(
    "adam-spikes-alarm",
    "adam-spikes",
    "fnn-sin",
    Words(
        "Two alarms: the solid curve (largest curvature) and the dotted one (along the gradient). After "
        "which "
        "does a spike follow more often?",
        "两个警报：实线（最大曲率）和虚线（沿梯度的曲率）。哪一个响过之后更常跟着尖峰？",
    ),
    (
        Words("Clearly after the solid one", "明显是实线之后"),
        Words("After both about as often", "两者差不多"),
        Words("Clearly after the dotted one", "明显是虚线之后"),
    ),
    alarm,
    alarm_told,
    SEEDS,
)


def spikes(run: Recorded) -> float:
    """How often a run's loss jumped."""
    return sum(mark.name.startswith("spike") for mark in run.marks)


MEMORY = Pick(
    "adam-spikes",
    "quadratic",
    "beta2",
    (0.8, 0.9, 0.95, 0.97, 0.98, 0.985, 0.99, 0.995, 0.998, 0.999),
    Words(
        "One parabola, no network, no noise. Choose how long Adam remembers past gradients: β₂. Will "
        "your loss "
        "jump, and how often?",
        "一条抛物线，没有网络，没有噪声。选择 Adam 记住过去梯度多久：β₂。你的损失会跳高吗，跳几次？",
    ),
    Words("memory β₂", "记忆 β₂"),
    Words("jumps in 3,000 steps", "3,000 步内跳高的次数"),
    spikes,
)
WHY = Words(
    "Adam divides each step by √v, a memory of how large gradients were: a brake. Training goes well, "
    "gradients "
    "shrink, and v fades with them. The brake wears out by itself; the landscape hardly changed.",
    "Adam 把每一步除以 √v，也就是对梯度大小的记忆：一个刹车。训练顺利，梯度变小，v 也随之消退。"
    "刹车自己磨损了；地形几乎没有变。",
)
LESSON = Lesson(
    "rescue",
    Words("Rescue", "救援"),
    Words(
        "You can say why a training that goes well may jump, and which change at the warning prevents it.",
        "你能说出顺利的训练为什么会突然跳高，以及在警报时改哪一样可以避免。",
    ),
    (
        Words("A spike is a bad batch, or a cliff in the landscape.", "尖峰是坏批次，或者地形里的悬崖。"),
        Words("An adaptive step is a safe step.", "自适应的步长就是安全的步长。"),
        Words("When in doubt, start the optimizer afresh.", "拿不准时，把优化器重新开始。"),
    ),
    (
        script.film(1, JUMP),
        script.ask(4, JUMP, script.QUICK),
        script.read(2, JUMP, WHY),
        script.ask(6, WHICH),
        script.leave(2, OUT, WHICH),
    ),
    (
        script.film(1, JUMP),
        script.ask(6, JUMP),
        script.read(4, JUMP, WHY),
        script.branch(9, WHICH, script.VOTE),
        script.pick(12, MEMORY),
        script.ask(8, ALARM, script.DOUBT),
        script.leave(5, OUT, WHICH),
    ),
)
