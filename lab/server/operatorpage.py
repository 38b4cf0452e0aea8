"""The operator's page: tables and two forms, without a script."""

from collections.abc import Mapping, Sequence
from typing import Any

from lab.export.html import element, page, text

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem;
  color: light-dark(#1b1f24, #e9e7e2); background: light-dark(#fbfaf7, #12151a); color-scheme: light dark }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem } section { overflow-x: auto }
table { border-collapse: collapse }
td, th { text-align: left; padding: .2rem .9rem .2rem 0; white-space: nowrap }
th { font-weight: 500; opacity: .7 } td { font-variant-numeric: tabular-nums }
form { display: inline-flex; gap: .5rem; margin: .5rem 1rem .5rem 0 }
input, button { font: inherit; padding: .3rem .6rem; min-height: 2.4rem }
"""
PARTS = {
    "queue": ("Computes and waits", ("run", "state", "progress", "steps", "seconds", "waits", "visitor")),
    "errors": ("Failed and interrupted", ("run", "state", "error", "visitor")),
    "store": ("Store, by visitor", ("megabytes", "recordings", "visitor")),
    "runs": ("Newest runs", ("run", "members", "state", "progress", "steps", "visitor")),
}
"""Tables: title and columns, by the part of the state that they show."""


def written(state: Mapping[str, Any], root: str) -> str:
    """The page of a state (see `operator.state_of`); `root` is the way up to the lab's beginning."""
    drains = bool(state["drains"])
    used = f"The store holds {state['megabytes']:g} MB."
    said = [state["done"], "Nothing new begins." if drains and not state["done"] else "", used]
    tables = (_section(title, columns, state[part], root) for part, (title, columns) in PARTS.items())
    body = [
        element("h1", text("Operator")),
        element("p", text(" ".join(filter(None, said))), role="status"),
        form("go on" if drains else "drain", "Let runs begin again" if drains else "Let it run empty"),
        form("remove", "Remove", "run or visitor"),
        *tables,
    ]
    return page("Operator", element("style", STYLE), element("main", "\n".join(body)))


def form(do: str, label: str, what: str = "") -> str:
    """A button that posts what is to be done, with a field for what where it is named."""
    named = element("input", name="what", placeholder=what, aria_label=what, required="") if what else ""
    act = element("button", text(label), name="do", value=do)
    return element("form", named + act, method="post")


def _section(title: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]], root: str) -> str:
    if not rows:
        return element("section", element("h2", text(title)) + element("p", text("Nothing.")))
    head = element("tr", "".join(element("th", text(name)) for name in columns))
    lines = [element("tr", "".join(_cell(name, row[name], root) for name in columns)) for row in rows]
    return element("section", element("h2", text(title)) + element("table", "\n".join([head, *lines])))


def _cell(name: str, value: Any, root: str) -> str:
    words = text(str(value))
    return element("td", element("a", words, href=f"{root}s/{value}") if name == "run" else words)
