"""The leak: who still knows what was deleted?"""

from dataclasses import replace

from lab.contract.training import Recorded
from lab.lessons import script
from lab.lessons.own import own
from lab.lessons.words import Lesson, Pick, Runs, Words

LEAK = own("memcube", "leak")
STALE = script.worded(
    own("fact-memories", "stale"),
    Words(
        "A text was changed, and a new cache made of it. The old cache was not thrown away. Asked alone, "
        "what does "
        "it answer?",
        "一段文本改了，并由它做了新的缓存。旧缓存没有被扔掉。单独问它，它会回答什么？",
    ),
)
CLEVER = script.worded(
    own("memcube", "default"),
    Words(
        "A clever rule counts how often each memory is asked, and weighs every form. A plain one keeps "
        "whatever was "
        "read last as a sparse cache. What does the plain one cost?",
        "聪明的规则统计每条记忆被问的次数，权衡每种形式。朴素的规则只把最近读过的存成稀疏缓存。"
        "朴素规则的代价是多少？",
    ),
)


def forbidden(runs: Runs) -> tuple[int, ...]:
    """Where B can still read what it was forbidden: in the store that answers it, in weights that "
    "recall it."""
    (run,) = runs
    marks = {mark.name: mark for mark in run.marks}
    found = ["refused" not in marks, marks["forbid-2"].values["recalled"] > 0]
    still = tuple(number for number, there in enumerate(found, 2) if there)
    return still or (1,)


def forbidden_told(runs: Runs) -> Words:
    """What the store did, and what the weights know."""
    (run,) = runs
    marks = {mark.name: mark for mark in run.marks}
    asked, known = marks["refused"].at if "refused" in marks else None, marks["forbid-2"].values["recalled"]
    english = f"The store refuses B at event {asked}" if asked is not None else "The store answers B"
    chinese = f"存储在第 {asked} 个事件拒绝了 B" if asked is not None else "存储回答了 B"
    return Words(
        f"{english}; the weights that both share still answer {known:.0f} of the four questions about "
        f"Mira. A "
        "right is checked where the text lies, and weights have no such place.",
        f"{chinese}；两者共享的权重仍能回答关于 Mira 的四个问题中的 {known:.0f} 个。"
        "权限在文本所在之处检查，而权重里没有这样的地方。",
    )


FORBIDDEN = Words(
    "Other rights: Mira is not deleted, only forbidden to B, when she is in the text, in a cache and in "
    "the shared "
    "weights. B asks what she drinks. Who answers B?",
    "换一种权限：Mira 没有被删除，只是禁止 B 读取；她在原文、缓存和共享的权重里都有。B 问她喝什么。"
    "谁会回答 B？",
)


def paid(run: Recorded) -> float:
    """What a rule paid, in units of the least that anybody who knows the future could."""
    return float(run.column("flops")[-1] / run.column("oracle")[-1])


RULES = Pick(
    "memcube",
    "quick",
    "policy",
    ("text", "eager-kv", "lru-kv", "lfu-kv", "top-k", "lru-sparse", "scheduler"),
    Words(
        "You run the store. Choose the rule that decides in which form a memory is kept. What will you "
        "pay, beside "
        "somebody who knows the future?",
        "由你来管理存储。选择一条规则，决定记忆以什么形式保存。与知道未来的人相比，你要付多少？",
    ),
    Words("rule", "规则"),
    Words("cost, in units of the least possible", "代价，以可能的最小值为单位"),
    paid,
)
WHY = Words(
    "A store can check who asks, and erase a text with all its caches. Weights are not a place where a "
    "memory lies: "
    "training spread it over numbers that everybody shares, and whoever may ask the model may ask them.",
    "存储可以检查是谁在问，也可以抹去一段文本和它的全部缓存。权重却不是记忆存放的地方："
    "训练把它散布到大家共用的数字里，谁可以问模型，谁就可以问它们。",
)
OUT = replace(script.twin(LEAK, FORBIDDEN, *LEAK.runs), truth=forbidden, told=forbidden_told)
LESSON = Lesson(
    "the-leak",
    Words("The leak", "泄漏"),
    Words(
        "You can say where a deletion reaches, and where a copy stays that no rule of access protects.",
        "你能说出删除能到达哪里，以及哪里还留有任何访问规则都保护不了的副本。",
    ),
    (
        Words("What is deleted is forgotten.", "删除了就是忘记了。"),
        Words("Whoever may not read it cannot know it.", "不许读的人就不可能知道。"),
        Words("A cache knows when its text has changed.", "缓存知道它的文本已经改了。"),
        Words("The cleverer rule pays less.", "更聪明的规则付得更少。"),
    ),
    (
        script.film(1, LEAK),
        script.ask(7, LEAK),
        script.read(2, LEAK, WHY),
        script.branch(3, STALE),
        script.leave(2, OUT, LEAK),
    ),
    (
        script.film(1, LEAK),
        script.ask(9, LEAK),
        script.read(3, LEAK, WHY),
        script.branch(6, STALE),
        script.pick(12, RULES),
        script.ask(9, CLEVER, script.DOUBT),
        script.leave(5, OUT, LEAK),
    ),
)
