"""What a page with a figure needs, asked for at once: Streamlit asks for its parts, and ours, one by one."""

import functools
import importlib.util
import re
from pathlib import Path

from lab.export import assets, fonts
from lab.export.html import element
from lab.server.frontend import addresses

PARTS = ("Html", "purify", "BidiComponent", "PageLink", "Selectbox", "Slider", "Button", "rehype-katex")
"""Parts of Streamlit that such a page waits for, by the beginnings of their files' names."""
_FILE = re.compile(r'<(?:script|link) [^>]*(?:src|href)="(\./static/[^"]*\.(?:js|css))"')
_IMPORTED = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')


def streamlit_page() -> str:
    """The page in the installed Streamlit."""
    return (_static() / "index.html").read_text(encoding="utf-8")


def streamlit_files() -> list[str]:
    """What that page begins with, beside itself: scripts and style sheets, as it names them."""
    return _FILE.findall(streamlit_page())


@functools.cache
def ahead() -> dict[str, str]:
    """What a page with a figure would ask for later than it could, each by what it is."""
    live = addresses()["module"].removesuffix("main.js")
    entries = ("ahead.js", "page.js", "drawings.js")
    modules = dict.fromkeys(name for entry in entries for name in assets.imported(entry))
    return {
        **{f"./static/js/{name}": "module" for name in _parts()},
        **{f"./{live}{name}": "module" for name in modules},
        **{f"./{live}{name}": "style" for name in ("style.css", "frame.css")},
        **{f"./{fonts.address(name)}": "font" for name in fonts.FACES},
        f"./{addresses()['plotly']}": "script",
    }


@functools.cache
def head() -> str:
    """HTML that asks for all of it, and begins to run what of it is ours."""
    begun = next(address for address in ahead() if address.endswith("/ahead.js"))
    links = (_link(address, kind) for address, kind in ahead().items())
    return "".join([*links, element("script", type="module", async_="", src=begun)])


def _link(address: str, kind: str) -> str:
    if kind == "module":
        return element("link", rel="modulepreload", href=address, crossorigin="")
    if kind == "font":
        return element("link", rel="preload", as_=kind, type="font/woff2", href=address, crossorigin="")
    return element("link", rel="preload", as_=kind, href=address)


def _parts() -> list[str]:
    """The files of Streamlit's parts, and what they import, without those that its page begins with."""
    folder = _static() / "static" / "js"
    begun = {Path(file).name for file in streamlit_files()}
    found = [path.name for part in PARTS for path in sorted(folder.glob(f"{part}.*.js"))]
    for name in found:
        imported = dict.fromkeys(_IMPORTED.findall((folder / name).read_text(encoding="utf-8")))
        found += [file for file in imported if file not in {*found, *begun}]
    return [name for name in found if name not in begun]


def _static() -> Path:
    found = importlib.util.find_spec("streamlit")
    if found is None or found.origin is None:
        raise RuntimeError("streamlit is not installed")
    return Path(found.origin).parent / "static"
