"""The words in drawings, in Chinese."""

import re

from lab.export.html import text

WORD = re.compile(r"(<(?:text|tspan)[^>]*>)([^<]*[A-Za-z][^<]*)(?=<)")
DRAWN = {
    "loss": "损失",
    "limit 2/η": "界限 2/η",
    "the limit 2/η": "界限 2/η",
    "curvature ÷ limit": "曲率 ÷ 界限",
    "each line ×2": "每条线 ×2",
    ", as Adam scales it": "，按 Adam 的尺度",
    "training questions": "训练题目",
    "familiar pairs": "见过的组合",
    "right": "答对",
    "··· right": "··· 答对",
    "answers to x D C": "对 x D C 的回答",
    "output": "输出",
    "the network": "网络",
    "one": "一个",
    "distance to the truth": "与真实分布的距离",
    "training loss": "训练损失",
    "turns here": "在这里转折",
    "share right": "答对的比例",
    "one document": "一份文档",
    "three documents": "三份文档",
    "no document": "没有文档",
    "from a text": "读文本",
    "first 32 facts": "最初 32 条",
    "newest 32 facts": "最新 32 条",
    "cache": "缓存",
    "text": "文本",
    "weights": "权重",
    "sparse cache": "稀疏缓存",
    "share of the answers": "占回答的比例",
    "neither": "都不是",
    "as the text says": "如文本所说",
    "Mira drinks … weights": "Mira 喝 … 权重",
    "stranger's cache": "陌生模型的缓存",
    "sibling's cache": "同胞模型的缓存",
    "operations in all": "总运算量",
    "kept in caches": "存在缓存里",
    "learnt by heart": "背下来",
    "from the start": "从一开始",
    "text first": "先读正文",
    "after a warm-up": "预热之后",
    "no memory": "没有记忆",
    "weak judge": "弱的评判者",
    "sharper judge": "更敏锐的评判者",
    "○ set A   □ set B": "○ A 组   □ B 组",
    "walker 1 →": "行者 1 →",
    "walker 2 ↑": "行者 2 ↑",
    "worst": "最差",
    "red": "红",
    "islands covered": "覆盖的岛",
}
"""What stands in a drawing, without the spaces around it, and its Chinese; names and symbols stay."""


def spoken(drawing: str, language: str) -> str:
    """A drawing with its words in the language of that tag (`zh-CN`); English where it is any other."""
    return (
        WORD.sub(lambda at: at[1] + _chinese(at[2]), drawing)
        if language.lower().startswith("zh")
        else drawing
    )


def bilingual(drawing: str) -> str:
    """A drawing with its words in both, of which a page shows one."""
    return WORD.sub(lambda at: at[1] + _both(at[2]), drawing)


def _both(words: str) -> str:
    chinese = _chinese(words)
    return (
        words
        if chinese == words
        else f'<tspan lang="en">{words}</tspan><tspan lang="zh-Hans">{chinese}</tspan>'
    )


def _chinese(words: str) -> str:
    inside = words.strip()
    return words.replace(inside, text(DRAWN[inside])) if inside in DRAWN else words
