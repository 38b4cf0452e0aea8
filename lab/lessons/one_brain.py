"""One brain: the class writes facts into one set of weights; what does each writing do to the others?"""

import math
from dataclasses import replace

from lab.contract.claim import RunRequest
from lab.contract.seen import last
from lab.contract.training import Recorded
from lab.experiments.remembering.fact_memories.cuts import WRITTEN
from lab.lessons import script
from lab.lessons.own import own
from lab.lessons.words import Lesson, Pick, Question, Runs, Words

SURVIVE = own("fact-memories", "forgetting")


def _known(runs: Runs, column: str) -> int:
    (run,) = runs
    return round(WRITTEN * last(run, column))


def newest(runs: Runs) -> tuple[int, ...]:
    """How many of the last group are known in the end."""
    return tuple(5 - choice for choice in script.between(_known(runs, "accuracy_written"), 3, 16, WRITTEN))


def newest_told(runs: Runs) -> Words:
    """Their number, beside that of the first group."""
    late, early = _known(runs, "accuracy_written"), _known(runs, "accuracy_first")
    return Words(
        f"{late} of the last {WRITTEN} are known, and {early} of the first {WRITTEN}: what was trained last "
        "is there, on top of what was there before.",
        f"最后 {WRITTEN} 条中知道 {late} 条，最初 {WRITTEN} 条中知道 {early} 条：最后训练的都在，"
        "压在以前的东西上面。",
    )


OUT = replace(
    script.twin(
        SURVIVE,
        Words(
            "Other facts and other dice: again eight groups of 32, one after the other. How many of the last "
            "32 are known in the end?",
            "换一批事实、另掷骰子：还是八组，每组 32 条，一组接一组。最后还知道最后那 32 条中的多少？",
        ),
        RunRequest("forgetting", {"seed": 1}),
    ),
    truth=newest,
    told=newest_told,
)


def _dearer(runs: Runs) -> float:
    """The work with everything rehearsed, in units of that with nothing rehearsed."""
    nothing, everything = (last(run, "flops") for run in runs)
    return everything / nothing


def cost(runs: Runs) -> tuple[int, ...]:
    """That factor's range, each about three times the last."""
    return script.between(_dearer(runs), 1.7, 5.5, 30)


def cost_told(runs: Runs) -> Words:
    """That factor, and what it buys."""
    kept = round(WRITTEN * last(runs[1], "accuracy_first"))
    return Words(
        f"{_dearer(runs):.0f} times the work, and {kept} of the first {WRITTEN} are known. Each writing "
        f"rehearses "
        "all that was written before, so the price grows with what is known.",
        f"{_dearer(runs):.0f} 倍的计算，最初 {WRITTEN} 条中记得 {kept} 条。"
        "每次写入都要复习以前写的一切，所以知道得越多，代价越高。",
    )


COST = Question(
    "fact-memories-cost",
    "fact-memories",
    "forgetting",
    Words(
        "Now each writing rehearses all earlier facts and reading; then nothing is lost. What does the "
        "whole cost?",
        "现在每次写入都复习以前的全部事实和阅读；这样什么也不丢。总共要付多少代价？",
    ),
    (
        Words("About the same", "差不多"),
        Words("About three times as much", "大约三倍"),
        Words("About ten times as much", "大约十倍"),
        Words("About a hundred times as much", "大约一百倍"),
    ),
    cost,
    cost_told,
    (RunRequest("forgetting"), RunRequest("forgetting", {"replay": "both"})),
)


def overruled(runs: Runs) -> tuple[int, ...]:
    """How often the text has the last word."""
    (run,) = runs
    return tuple(4 - choice for choice in script.between(last(run, "says_text"), 0.2, 0.8))


def overruled_told(runs: Runs) -> Words:
    """All three shares."""
    (run,) = runs
    text, weights, other = (f"{100 * last(run, f'says_{x}'):.0f} %" for x in ("text", "weights", "other"))
    return Words(
        f"The text's value {text} of the time, the weights' {weights}, neither {other}: the weights do "
        f"not win, "
        "they spoil the reading.",
        f"文本的值占 {text}，权重的占 {weights}，两者都不是占 {other}：权重并没有赢，它们毁了阅读。",
    )


OVERRULED = Question(
    "fact-memories-overruled",
    "fact-memories",
    "conflict",
    Words(
        "256 facts are in the weights, and the text before a question states another value. How often is the "
        "answer the text's?",
        "权重里有 256 条事实，而问题前面的文本给出另一个值。回答有多少次是文本的值？",
    ),
    (
        Words("Nearly always: it stands right there", "几乎总是：它就写在那里"),
        Words("About half of the time", "大约一半"),
        Words("Hardly ever: the weights know better", "几乎从不：权重更清楚"),
    ),
    overruled,
    overruled_told,
    (RunRequest("conflict"),),
)


SPARSE = 2
"""The step in which its sparse cache is asked: after the text and the whole cache."""


def thinned(run: Recorded) -> float:
    """The share of questions that the sparse cache answers right, NaN until it is asked."""
    answered = run.column("accuracy_written")
    return float(answered[SPARSE]) if len(answered) > SPARSE else math.nan


WORDS_KEPT = Pick(
    "fact-memories",
    "one-fact",
    "kept_tokens",
    (1, 2, 3, 4, 6, 8, 12, 16),
    Words(
        "Instead of the weights: a cache. A text has 16 words; choose how many your cache may keep for "
        "each head. "
        "How many of its questions will be answered right?",
        "不用权重，改用缓存。一段文本有 16 个词；选择你的缓存每个头可以保留几个。它的问题会答对多少？",
    ),
    Words("words kept of 16", "16 个词中保留的"),
    Words("share answered right", "答对的比例"),
    thinned,
    {"token_choice": "reference"},
)
WHY = Words(
    "Training on new facts adds up the errors on the new facts alone. Nothing in that sum mentions the "
    "old ones, "
    "nor the skill of reading, so both are free to go. A cache is different: it is what reading the text "
    "left "
    "behind, and the next text gets a cache of its own.",
    "用新事实训练时，只把新事实上的错误加起来。这个和里没有提到旧的，也没有提到阅读的本领，所以两者都可以丢。"
    "缓存则不同：它是读文本留下的东西，下一段文本有它自己的缓存。",
)
LESSON = Lesson(
    "one-brain",
    Words("The class writes one brain", "全班写一个大脑"),
    Words(
        "You can say what writing into the weights does to what was there, and what it costs to prevent "
        "that.",
        "你能说出写入权重会对原有的东西做什么，以及防止它要付什么代价。",
    ),
    (
        Words("A fact that was trained in is filed.", "训练进去的事实就存好了。"),
        Words("What is forgotten fades slowly.", "遗忘是慢慢淡去的。"),
        Words("What stands in the text has the last word.", "写在文本里的说了算。"),
    ),
    (
        script.film(1, SURVIVE),
        script.ask(7, SURVIVE),
        script.read(2, SURVIVE, WHY),
        script.branch(3, COST),
        script.leave(2, OUT, SURVIVE),
    ),
    (
        script.film(1, SURVIVE),
        script.ask(10, SURVIVE),
        script.read(3, SURVIVE, WHY),
        script.branch(7, COST),
        script.pick(11, WORDS_KEPT),
        script.ask(8, OVERRULED, script.DOUBT),
        script.leave(5, OUT, SURVIVE),
    ),
)
