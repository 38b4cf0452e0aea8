"""What a page with a figure needs, asked for at once: Streamlit asks for its parts, and ours, one by one."""

import functools
import importlib.util
import re
from pathlib import Path

from lab import experiments
from lab.export import assets, fonts
from lab.export.html import element
from lab.figures.together import of_config
from lab.server.frontend import addresses

PARTS = ("Html", "purify", "BidiComponent", "PageLink", "Selectbox", "Slider", "Button", "rehype-katex")
"""Parts of Streamlit that such a page waits for, by the beginnings of their files' names."""
COMPONENT = "./_stcore/bidi-components/lab.live/live.js"
"""The script with which Streamlit mounts a part of ours."""
_FILE = re.compile(r'<(?:script|link) [^>]*(?:src|href)="(\./static/[^"]*\.(?:js|css))"')
_IMPORTED = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')


def streamlit_page() -> str:
    """The page in the installed Streamlit."""
    return (streamlit_folder() / "index.html").read_text(encoding="utf-8")


def streamlit_files() -> list[str]:
    """What that page begins with, beside itself: scripts and style sheets, as it names them."""
    return _FILE.findall(streamlit_page())


@functools.cache
def ahead() -> dict[str, str]:
    """What a page with a figure would ask for later than it could, each by what it is, in the order in which
    it is run: a browser asks for six at a time."""
    live = addresses()["module"].removesuffix("main.js")
    return {
        **{f"./{live}{name}": "module" for name in assets.imported("ahead.js")},
        **{f"./{live}{name}": "style" for name in ("style.css", "frame.css")},
        **{f"./{fonts.address(name)}": "font" for name in fonts.FACES},
        f"./{addresses()['plotly']}": "script",
        **{f"./static/js/{name}": "module" for name in _parts()},
        COMPONENT: "module",
    }


@functools.cache
def head(name: str) -> str:
    """HTML that asks for all of it, and for the kinds of bindings of that experiment's first figures, if it
    is one, and begins to run what of it is ours."""
    begun = next(address for address in ahead() if address.endswith("/ahead.js"))
    kinds = (preloaded(begun.replace("ahead.js", f"bindings/{kind}.js")) for kind in _kinds(name))
    links = (_link(address, kind) for address, kind in ahead().items())
    return "".join([*kinds, *links, element("script", type="module", async_="", src=begun)])


def _kinds(name: str) -> list[str]:
    if name not in experiments.names():
        return []
    experiment = experiments.find(name)
    figures = of_config(experiment, experiment.configure())
    return sorted({type(binding).__name__.lower() for figure in figures for binding in figure.bindings})


def preloaded(module: str) -> str:
    """HTML that asks for a module."""
    return element("link", rel="modulepreload", href=module, crossorigin="")


def _link(address: str, kind: str) -> str:
    if kind == "module":
        return preloaded(address)
    if kind == "font":
        return element("link", rel="preload", as_=kind, type="font/woff2", href=address, crossorigin="")
    return element("link", rel="preload", as_=kind, href=address, fetchpriority="high")


def _parts() -> list[str]:
    """The files of Streamlit's parts, and what they import, without those that its page begins with."""
    folder = streamlit_folder() / "static" / "js"
    begun = {Path(file).name for file in streamlit_files()}
    found = [path.name for part in PARTS for path in sorted(folder.glob(f"{part}.*.js"))]
    for name in found:
        imported = dict.fromkeys(_IMPORTED.findall((folder / name).read_text(encoding="utf-8")))
        found += [file for file in imported if file not in {*found, *begun}]
    return [name for name in found if name not in begun]


def streamlit_folder() -> Path:
    """Where the installed Streamlit has its page and what that begins with."""
    found = importlib.util.find_spec("streamlit")
    if found is None or found.origin is None:
        raise RuntimeError("streamlit is not installed")
    return Path(found.origin).parent / "static"
