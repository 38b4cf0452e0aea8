"""`/s/ID`: what a crawler without scripts sees of a run, and the way on for people."""

from urllib.parse import urlencode

from lab.share import assets
from lab.share.film import asked
from lab.share.html import element, page, text
from lab.share.picture import SIZE
from lab.share.subject import Subject

FRONT = f"/live/assets/{assets.version()}"
STYLE = element("link", rel="stylesheet", href=f"{FRONT}/plain.css")


def sentence(words: str) -> str:
    """A page that says why there is nothing to see, and the way to the lab."""
    way = element("a", text("Learning Dynamics Lab"), href="/")
    return page("Learning Dynamics Lab", STYLE, element("main", element("p", text(words)), way))


def preview(subject: Subject, base: str, kept: dict[str, str]) -> str:
    """The share page; `base` is the server's address without a slash, `kept` goes on into the page's link.

    Who is to guess first sees the question, and the picture up to it.
    """
    address = f"/{subject.path}" + (f"&{urlencode(kept)}" if kept else "")
    cut = asked(subject, kept.get("until"))
    picture = f"/s/{subject.id}.png" + ("?until=cliff" if cut else "")
    title = cut.cliff.question if cut else subject.sentence
    question = subject.experiment.question
    named = [
        ("og:type", "website"),
        ("og:site_name", "Learning Dynamics Lab"),
        ("og:title", title),
        ("og:description", question),
        ("og:url", f"{base}/s/{subject.id}"),
        ("og:image", base + picture),
        ("og:image:type", "image/png"),
        ("og:image:width", str(SIZE[0])),
        ("og:image:height", str(SIZE[1])),
        ("og:image:alt", title),
    ]
    cards = [("twitter:card", "summary_large_image"), ("twitter:title", title)]
    cards += [("twitter:description", question), ("twitter:image", base + picture), ("description", question)]
    head = "\n".join(
        [
            *(element("meta", property=name, content=value) for name, value in named),
            *(element("meta", name=name, content=value) for name, value in cards),
            element("link", rel="canonical", href=f"{base}/s/{subject.id}"),
            STYLE,
            element("script", type="module", src=f"{FRONT}/arrive.js"),
        ]
    )
    image = element("img", src=picture, alt=title, width=str(SIZE[0]), height=str(SIZE[1]))
    body = "\n".join(
        [
            element("h1", text(question)),
            element("p", text(title)),
            image,
            element("p", element("a", text("Open this run in the lab"), href=address, id="onward")),
        ]
    )
    return page(title, head, element("main", body))
