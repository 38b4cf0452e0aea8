"""Names that the lab gives: to a seat two words in two languages, to a room five letters; and its secrets."""

import hashlib
import secrets
from collections.abc import Collection

LETTERS = "ABCDEFGHJKMNPRSTVWXY"
"""Letters that nobody mistakes for another, nor for a figure, on a projector."""
COLOURS = {
    "teal": "青绿",
    "amber": "琥珀",
    "violet": "紫色",
    "coral": "珊瑚",
    "olive": "橄榄",
    "silver": "银色",
    "golden": "金色",
    "indigo": "靛蓝",
    "scarlet": "鲜红",
    "ivory": "象牙",
    "copper": "古铜",
    "jade": "翡翠",
    "lilac": "丁香",
    "azure": "天蓝",
    "rusty": "铁锈",
    "mint": "薄荷",
    "sandy": "沙色",
    "plum": "梅子",
    "snowy": "雪白",
    "misty": "雾色",
}
ANIMALS = {
    "otter": "水獭",
    "heron": "苍鹭",
    "lynx": "猞猁",
    "badger": "獾",
    "falcon": "隼",
    "tortoise": "乌龟",
    "dolphin": "海豚",
    "marten": "貂",
    "sparrow": "麻雀",
    "beetle": "甲虫",
    "gecko": "壁虎",
    "walrus": "海象",
    "puffin": "海鹦",
    "ibex": "羱羊",
    "panda": "熊猫",
    "crane": "鹤",
    "squid": "鱿鱼",
    "hare": "野兔",
    "newt": "蝾螈",
    "robin": "知更鸟",
}


def name(taken: Collection[str]) -> str:
    """A name that nobody has in this room; more seats than names have a number behind it."""
    every = [f"{colour} {animal}" for colour in COLOURS for animal in ANIMALS]
    free = [one for one in every if one not in taken]
    return secrets.choice(free) if free else f"{secrets.choice(every)} {len(taken)}"


def spoken(name: str, language: str) -> str:
    """A name in a seat's language."""
    colour, animal, *number = name.split(" ")
    return "".join([COLOURS[colour], ANIMALS[animal], *number]) if language.lower().startswith("zh") else name


def code() -> str:
    """A code to join by."""
    return "".join(secrets.choice(LETTERS) for _ in range(5))


def secret() -> str:
    """A token or capability of 128 bits."""
    return secrets.token_hex(16)


def digest(secret: str) -> str:
    """What is kept of a secret: a copy of the store opens no room."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
