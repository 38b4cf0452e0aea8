"""`/s/ID`: what a crawler without scripts sees of a run, and the way on for people."""

import json
from urllib.parse import urlencode

from lab.export import assets
from lab.export.html import element, page, text
from lab.export.picture import SIZE
from lab.figures.exhibit import Exhibit
from lab.figures.film import asked

NAME = "Learning Dynamics Lab"
FRONT = f"live/assets/{assets.version()}"
PAGES = 1000
"""Share pages that are remembered, some 4 kB each."""
_pages: dict[str, str] = {}


def sentence(words: str, root: str) -> str:
    """A page that says why there is nothing to see, and the way to the lab, which begins at `root`."""
    way = element("a", text(NAME), href=root)
    return page(NAME, _style(root), element("main", element("p", text(words)), way))


def discovery(base: str, link: str) -> str:
    """The element in a page's head by which a learning platform finds the frame for the page's own link."""
    way = f"{base}/oembed?{urlencode({'url': link})}"
    return element("link", rel="alternate", type="application/json+oembed", href=way, title=NAME)


def _style(root: str) -> str:
    return element("link", rel="stylesheet", href=f"{root}{FRONT}/plain.css")


def preview(subject: Exhibit, base: str, root: str, kept: dict[str, str]) -> str:
    """The share page; `base` is the lab's address without a slash, for crawlers, `root` the way there from
    this page; `kept` goes on into the page's link.

    Who is to guess first sees the question, and the picture up to it. It is written once for what is
    recorded: its sentence reads all of that, which is a hundred times the rest.
    """
    facts = [(info.recording, info.state, info.number) for info in subject.infos]
    key = json.dumps([subject.id, base, root, kept, facts])
    written = _pages.get(key)
    if written is None:
        if len(_pages) >= PAGES:
            _pages.clear()
        written = _pages[key] = _written(subject, base, root, kept)
    return written


def _written(subject: Exhibit, base: str, root: str, kept: dict[str, str]) -> str:
    address = f"{root}{subject.path}" + (f"&{urlencode(kept)}" if kept else "")
    cut = asked(subject, kept.get("until"))
    picture = f"s/{subject.id}.png" + ("?until=cliff" if cut else "")
    title = cut.cliff.question if cut else subject.sentence
    question = subject.experiment.question
    about = subject.sourced(question)
    named = [
        ("og:type", "website"),
        ("og:site_name", NAME),
        ("og:title", title),
        ("og:description", about),
        ("og:url", f"{base}/s/{subject.id}"),
        ("og:image", f"{base}/{picture}"),
        ("og:image:type", "image/png"),
        ("og:image:width", str(SIZE[0])),
        ("og:image:height", str(SIZE[1])),
        ("og:image:alt", title),
    ]
    cards = [("twitter:card", "summary_large_image"), ("twitter:title", title)]
    cards += [("twitter:description", about), ("twitter:image", f"{base}/{picture}")]
    cards += [("description", about)]
    head = "\n".join(
        [
            *(element("meta", property=name, content=value) for name, value in named),
            *(element("meta", name=name, content=value) for name, value in cards),
            element("link", rel="canonical", href=f"{base}/s/{subject.id}"),
            discovery(base, f"{base}/s/{subject.id}" + (f"?{urlencode(kept)}" if kept else "")),
            _style(root),
            element("script", type="module", src=f"{root}{FRONT}/arrive.js"),
        ]
    )
    image = element("img", src=root + picture, alt=title, width=str(SIZE[0]), height=str(SIZE[1]))
    body = "\n".join(
        [
            element("h1", text(question)),
            element("p", text(title)),
            image,
            *([element("p", text(f"{subject.source}."))] if subject.source else []),
            element("p", element("a", text("Open this run in the lab"), href=address, id="onward")),
        ]
    )
    return page(title, head, element("main", body))
