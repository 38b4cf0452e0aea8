"""Pages of our own, beside Streamlit's: one skeleton, everything that is put in is escaped."""

import json
from collections.abc import Sequence
from html import escape
from typing import Any

Text = tuple[str, str]
"""A name and its value."""


def page(title: str, head: str, body: str, *, kind: str = "lab-plain") -> str:
    """A whole document; `head` and `body` are HTML."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n'  # else browsers ask for one at the host's root
        f"<title>{escape(title)}</title>\n{head}\n</head>\n"
        f'<body class="{kind}">\n{body}\n</body>\n</html>\n'
    )


def element(tag: str, *inside: str, **attributes: str | None) -> str:
    """An element with text or HTML of ours inside; `class_` is `class`, None leaves an attribute out."""
    pairs = ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items())
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in pairs if value is not None)
    return f"<{tag}{attrs}>" + (
        f"{''.join(inside)}</{tag}>" if tag not in ("meta", "link", "img", "input") else ""
    )


def text(words: str) -> str:
    """Words as HTML."""
    return escape(words)


def pairs(entries: Sequence[Text]) -> str:
    """Names and values as a list of definitions."""
    return element("dl", *(element("dt", text(name)) + element("dd", text(value)) for name, value in entries))


def data(value: Any, id: str) -> str:
    """JSON that a script finds by id; nothing in it can end the element."""
    written = json.dumps(value, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="{id}">{written}</script>'
