"""The leak: who still knows what was deleted?"""

from collections.abc import Mapping

from lab.contract.claim import RunRequest
from lab.contract.training import Recorded
from lab.lessons import script
from lab.lessons.own import own
from lab.lessons.words import Lesson, Pick, Runs, Words
from lab.memos.archive import subjects

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


STORE = Words("The store, from her text or a cache of it", "存储，凭她的原文或其缓存")
WEIGHTS = Words("The weights that all share", "大家共用的权重")
ELSEWHERE = Words("Another store that was sent a file", "收到过一个文件的另一个存储")
NOBODY = Words("Nobody", "谁也不能")
MIRA = 0
"""Her number."""


def sources(runs: Runs) -> tuple[bool, bool, bool]:
    """Whether the store, the shared weights and another store still tell what Mira drinks, when B asks."""
    (run,) = runs
    asked = _act(run, "ask")
    sent = _act(run, "send")
    there = bool(sent) and sent["right"] == sent["asked"] and MIRA in subjects(run.array("archive").tobytes())
    return asked["store"] >= 0, asked["recalled"] > 0, there


def _act(run: Recorded, name: str) -> Mapping[str, float]:
    """What came of the last such act; nothing where there was none."""
    return next((mark.values for mark in reversed(run.marks) if mark.name.rpartition("-")[0] == name), {})


def knows(runs: Runs) -> tuple[int, ...]:
    """Who still answers."""
    return script.where(sources(runs)) or (4,)


def knows_told(runs: Runs) -> Words:
    """What each has to say."""
    (run,) = runs
    sure = f"{100 * _act(run, 'ask')['sure']:.0f} %"
    store, weights, there = sources(runs)
    english = [
        f"the store answers{'' if store else ' nothing'}",
        f"the shared weights answer, {sure} sure" if weights else "the shared weights have forgotten",
    ]
    chinese = [
        "存储还能回答" if store else "存储无话可说",
        f"共享的权重却回答了，把握是 {sure}" if weights else "共享的权重也忘了",
    ]
    if there:
        english.append("and so does the store that was sent her memory")
        chinese.append("收到过她的记忆的那个存储也能回答")
    first = english[0].capitalize()
    return Words(
        f"{'; '.join([first, *english[1:]])}. A deletion reaches what the store "
        "keeps, and no copy that left it.",
        f"{'；'.join(chinese)}。删除能到达存储所保管的，却到不了离开了它的任何副本。",
    )


WHO = script.several(
    LEAK,
    Words(
        "Mira is deleted; nothing of her was ever sent away. B asks what she drinks. Who, one or "
        "several, still answers?",
        "Mira 被删除了；她的东西从未送出去过。B 问她喝什么。谁还能回答（可多选）？",
    ),
    (STORE, WEIGHTS, ELSEWHERE, NOBODY),
    knows,
    knows_told,
)
OUT = script.twin(
    WHO,
    Words(
        "Her text was trained into shared weights, A's memories went to another store in a file, then she "
        "was deleted. B asks what she drinks. Who, one or several, still answers?",
        "她的原文训练进了共享的权重，A 的记忆装在文件里送到了另一个存储，然后她被删除了。B 问她喝什么。"
        "谁还能回答（可多选）？",
    ),
    RunRequest("leak", at="write-into-weights-1", changes={"send": {"agent": 0, "most": 8, "model": 0}}),
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
        script.ask(7, WHO),
        script.read(2, LEAK, WHY),
        script.branch(3, STALE),
        script.leave(2, OUT, WHO),
    ),
    (
        script.film(1, LEAK),
        script.ask(9, WHO),
        script.read(3, LEAK, WHY),
        script.branch(6, STALE),
        script.pick(12, RULES),
        script.ask(9, CLEVER, script.DOUBT),
        script.leave(5, OUT, WHO),
    ),
)
