"""What pages of the server's own have around them: the document, the bar above, their style sheets."""

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


def document(title: str, description: str, body: str, root: str, *more: str, claims: bool = True) -> str:
    """A whole page, about claims or not; `root` is the way from it to the lab's beginning, `more` stands in
    its head."""
    sheets = ["ground", *["claims"] * claims]
    head = "\n".join(
        [
            element("meta", name="description", content=description),
            element("meta", name="color-scheme", content="light dark"),
            element("style", f":root {{ {assets.tokens()} }}\n{fonts.style(root)}"),
            *(element("link", rel="stylesheet", href=f"{root}{FRONT}/{name}.css") for name in sheets),
            *(_face(name, root) for name in fonts.FACES),
            element("script", type="module", src=f"{root}{FRONT}/marks.js"),
            *more,
        ]
    )
    whole = _bar(root, claims) + element("main", body)
    return page(f"{title} · Learning Dynamics Lab", head, whole, kind="c-page")


def _face(name: str, root: str) -> str:
    """A face is asked for before any words that are set in it."""
    href = root + fonts.address(name)
    return element("link", rel="preload", as_="font", type="font/woff2", crossorigin="", href=href)


def mark(outcome: str) -> str:
    """The place of an outcome's mark; the script that puts it in is the front end's."""
    return f'<span class="c-mark" data-mark="{outcome}"></span>'


def _bar(root: str, claims: bool) -> str:
    """The way to every page, without a script: menus are lists that unfold."""
    groups = {group: list(_links(group, root)) for group in MENUS}
    menus = [_menu(MENUS[group], links, "menus") for group, links in groups.items()]
    here = element("a", text("Claims"), href=f"{root}claims", aria_current="true" if claims else None)
    rest = [here, _link("With a class", f"{root}teachers"), _link("Your own run", f"{root}own")]
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
