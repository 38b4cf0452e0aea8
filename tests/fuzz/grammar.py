"""What strangers send: what is valid, changed in a few places; every choice is drawn from the `Random` given.

A seeded one makes millions of inputs of which each can be made again; Hypothesis brings one of its own, which
shrinks them.
"""

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

TEXTS = (
    "",
    " ",
    "\0",
    "\x1b[2J",
    "\ud800",
    "a\udfffb",
    "x" * 3000,
    "9" * 400,
    "-" + "9" * 5000,
    "0." + "3" * 5000,
    "1e999",
    "-1e999",
    "1e-999",
    "nan",
    "inf",
    "0x10",
    "1_000",
    "١",
    "²",
    "１２",
    " 1 ",
    "+1",
    "true",
    "None",
    "null",
    "[1]",
    "1,2,3",
    ",,,",
    ",".join(["0.5"] * 70),
    "../../etc/passwd",
    "%00",
    "%ED%A0%80",
    "%25" * 50,
    "<script>alert(1)</script>",
    "'; DROP TABLE runs; --",
    "\u202egnp",
    "é" * 500,
    "𝒳" * 200,
    "a\r\nSet-Cookie: b=c",
    "${PATH}{0}%s",
    "points:" + "A" * 4000,
    "points#" + "0" * 32,
)
"""Texts that no setting, name or number is, or that look like one."""
NUMBERS: tuple[Any, ...] = (
    0,
    -1,
    1,
    2,
    2**31,
    2**53,
    2**53 + 1,
    2**63,
    10**16,
    10**310,
    -(10**400),
    0.0,
    -0.0,
    0.5,
    1e-320,
    1e-5,
    1e15,
    1e308,
    -1e308,
    float("nan"),
    float("inf"),
    float("-inf"),
    True,
    False,
)
"""Numbers at the ends of what numbers are."""


def _deep(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


SHAPES: tuple[Any, ...] = (
    None,
    [],
    {},
    [[]],
    [None],
    [0] * 70,
    ["a", 1, None],
    {"": 0},
    {"a": {"b": {"c": [1]}}},
    {"__class__": "x"},
    {"x" * 300: 1},
    _deep(60),
)
"""Other kinds of values."""

Change = Callable[[Random, Any], Any]


def hostile(random: Random) -> Any:
    """A value that nobody expects."""
    return copy.deepcopy(random.choice(random.choice((TEXTS, NUMBERS, SHAPES))))


def some(random: Random, most: int = 3) -> int:
    """How many places are changed: in a quarter of all inputs none, else mostly one."""
    return random.choice((0, 0, 1, 1, 1, 1, 2, most))


def changed(random: Random, value: Any, times: int) -> Any:
    """A JSON value with so many of its places changed."""
    value = copy.deepcopy(value)
    for _ in range(times):
        places = list(_places(value))
        if not places:
            return hostile(random)
        _change(random, value, *random.choice(places))
    return value


def _places(value: Any) -> Any:
    """Every place in it: what holds it, and under which key or number."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, key
            yield from _places(part)


def _change(random: Random, root: Any, holder: Any, key: Any) -> None:
    how = random.choice((0, 0, 1, 1, 1, 4, 5, 6, 7, 8))
    if how == 0:
        holder[key] = hostile(random)
    elif how == 1:
        holder[key] = near(random, holder[key])
    elif how == 4:
        other, place = random.choice(list(_places(root)))
        holder[key] = copy.deepcopy(other[place])  # another field's value
    elif how == 5:
        holder[key] = random.choice(([holder[key]], {"value": holder[key]}, str(holder[key])))
    elif isinstance(holder, list):
        if how == 6:
            del holder[key]
        else:
            holder.insert(key, copy.deepcopy(holder[key]) if how == 7 else hostile(random))
    elif how == 6:
        del holder[key]
    elif how == 7:
        holder[near(random, key)] = holder.pop(key)
    else:
        holder[random.choice((*TEXTS[:7], "extra", "__proto__", key + " "))] = hostile(random)


def near(random: Random, value: Any) -> Any:
    """A value of the same type, a little beside it."""
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int):
        return random.choice((value + 1, value - 1, -value, value * 10, value * 10**20, value % 2**53 * 1.0))
    if isinstance(value, float):
        return random.choice((value * 10, value / 10, -value, value + 1e-9, value * 1e200, round(value, 1)))
    if isinstance(value, str):
        return text(random, value, 1)
    return value


def text(random: Random, value: str, times: int) -> str:
    """A text with so many of its places changed."""
    for _ in range(times):
        at, how = random.randint(0, len(value)), random.randrange(6)
        more = random.choice(TEXTS)[:40] if how == 2 else random.choice("x0-.,:/%&=?#\0 é\ud800")
        value = (
            random.choice(TEXTS),
            value[:at] + value[at + 1 :],
            value[:at] + more + value[at:],
            value[:at] + more + value[at + 1 :],
            random.choice((value.upper(), value.title(), value * 2)),
            value[:at],
        )[how]
    return value


def body(random: Random, value: Any) -> bytes:
    """A value as JSON that Python writes, with NaN and half characters; some are broken as texts, too."""
    try:
        written = json.dumps(value, ensure_ascii=random.random() < 0.8)
    except ValueError:  # more digits than Python writes
        written = '{"steps": ' + "9" * 5000 + "}"
    data = written.encode(errors="surrogatepass")
    if random.random() < 0.92 or not data:
        return data
    at = random.randint(0, len(data))
    return random.choice(
        (
            data[:at],
            data[:at] + bytes([random.randrange(256)]) + data[at:],
            data + data,
            b"\xef\xbb\xbf" + data,
            written.encode("utf-16", errors="surrogatepass"),
            b"[" * 3000 + data,
            data.replace(b'": ', b'": 1' + b"0" * 400, 1),
            data[:-1] + b", " + data[1:],  # each field twice
            data.replace(b"0", b"NaN", 1),
        )
    )
