"""What pages of claims have around them: the document, the bar above, their one style sheet."""

from collections.abc import Iterator

from lab.experiments import every
from lab.experiments.groups import MENUS
from lab.export import assets, fonts
from lab.export.html import element, page, text

FRONT = f"live/assets/{assets.version()}"
BRAND = (
    '<svg width="26" height="20" viewBox="0 0 26 20" aria-hidden="true"><path d="M1 8.5H25" class="c-limit"/>'
    '<path d="M1.2 17C8 16 11 12 14.5 7.5S17.5 1.2 18.5 1.2s1 10.8 2.5 10.8 1.5-4 3.8-5" class="c-curve"/>'
    "</svg>"
)


def document(title: str, description: str, body: str, root: str, *more: str) -> str:
    """A whole page; `root` is the way from it to the lab's beginning, `more` stands in its head."""
    head = "\n".join(
        [
            element("meta", name="description", content=description),
            element("meta", name="color-scheme", content="light dark"),
            element("style", f":root {{ {assets.tokens()} }}\n{fonts.style(root)}"),
            element("link", rel="stylesheet", href=f"{root}{FRONT}/claims.css"),
            element("script", type="module", src=f"{root}{FRONT}/marks.js"),
            *more,
        ]
    )
    return page(f"{title} · Learning Dynamics Lab", head, _bar(root) + element("main", body), kind="c-page")


def mark(outcome: str) -> str:
    """The place of an outcome's mark; the script that puts it in is the front end's."""
    return f'<span class="c-mark" data-mark="{outcome}"></span>'


def _bar(root: str) -> str:
    """The way to every page, without a script: menus are lists that unfold."""
    groups = {group: list(_links(group, root)) for group in MENUS}
    menus = [_menu(MENUS[group], links, "menus") for group, links in groups.items()]
    here = element("a", text("Claims"), href=f"{root}claims", aria_current="true")
    rest = [here, _link("With a class", f"{root}teachers")]
    whole = [part for group, links in groups.items() for part in (_heading(MENUS[group]), *links)]
    return element(
        "header",
        element("a", BRAND, element("span", text("Learning Dynamics Lab")), class_="c-brand", href=root),
        element("nav", *menus, element("div", *rest, class_="c-rest"), aria_label="Pages"),
        element("div", _menu("Menu", [*whole, *rest], None), class_="c-small"),
        class_="c-bar",
    )


def _links(group: str, root: str) -> Iterator[str]:
    for experiment in every():
        if experiment.group == group:
            yield _link(experiment.title, root + experiment.name)


def _link(words: str, href: str) -> str:
    return element("a", text(words), href=href)


def _heading(words: str) -> str:
    return element("b", text(words))


def _menu(name: str, links: list[str], exclusive: str | None) -> str:
    return element("details", element("summary", text(name)), element("div", *links), name=exclusive)
