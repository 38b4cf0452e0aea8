"""The bar above every page: the lab's name, its pages by question, what is for classes; on phones a menu."""

from collections.abc import Mapping, Sequence

import streamlit as st

from lab.experiments.groups import MENUS

HOME = '<a href="./" target="_self"><p>Learning Dynamics Lab</p></a>'
CLAIMS = '<a href="claims" target="_self">Claims</a>'


def bar(current: st.Page, groups: Mapping[str, Sequence[st.Page]], teachers: st.Page, own: st.Page) -> None:
    """Draw the bar; a menu is another one on another page, so that it is closed there."""
    with st.container(key="bar"):
        with st.container(key="bar-home"):
            st.html(HOME)
        st.html(f'<span class="lab-here">{current.title}</span>')
        for group, pages in groups.items():
            here = "here" if current in pages else "there"
            with (
                st.container(key=f"bar-{here}-{group.lower()}"),
                st.popover(MENUS[group], type="tertiary", key=f"{group}@{current.url_path}"),
            ):
                _links(pages)
        with st.container(key="bar-rest"):
            st.html(CLAIMS)
            st.page_link(teachers, label="With a class")
            st.page_link(own, label="Your own run")
        with (
            st.container(key="bar-menu"),
            st.popover("Menu", type="tertiary", icon=":material/menu:", key=f"menu@{current.url_path}"),
        ):
            for group, pages in groups.items():
                st.caption(MENUS[group])
                _links(pages)
            st.html(CLAIMS)
            st.page_link(teachers, label="With a class")
            st.page_link(own, label="Your own run")


def _links(pages: Sequence[st.Page]) -> None:
    for page in pages:
        st.page_link(page, label=page.title)


_CURVE, _LINE = (
    f"url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 26 20'%3E"
    f"%3Cpath d='{path}' fill='none' stroke='%23000' stroke-width='{width}' stroke-linecap='round'/%3E"
    f'%3C/svg%3E")'
    for path, width in (
        ("M1.2 17C8 16 11 12 14.5 7.5S17.5 1.2 18.5 1.2s1 10.8 2.5 10.8 1.5-4 3.8-5", 2.4),
        ("M1 8.5H25", 2),
    )
)

STYLE = f"""
[data-testid="stHeader"], [data-testid="stSidebar"] {{ display: none !important; }}
.stApp .st-key-bar {{ display: flex; flex-flow: row; align-items: center; gap: 0 24px; min-height: 56px;
  border-image: conic-gradient(var(--lab-hairline) 0 0) 0 0 1 / 0 0 1px / 0 100vw; }}
.st-key-bar > *, .st-key-bar [class*="st-key-bar-"], .st-key-bar-rest > * {{ flex: none;
  width: auto !important; }}
.st-key-bar :is(a, button) {{ min-height: 40px; padding: 0 !important; background: none !important; }}
.st-key-bar :is(a, button, p) {{ font-size: 14px; color: var(--lab-soft); text-decoration: none; }}
.st-key-bar :is(a, button):hover :is(p, &) {{ color: var(--lab-ink); }}
.st-key-bar a {{ display: inline-flex; align-items: center; }}
.st-key-bar [data-testid="stPopover"] button > div > :last-child:not(:first-child) {{ display: none; }}
[class*="st-key-bar-here-"] button p {{ color: var(--lab-ink) !important; font-weight: 600; }}
[class*="st-key-bar-here-"] {{ position: relative; }}
[class*="st-key-bar-here-"]::after {{ content: ""; position: absolute; inset: auto 0 -8px; height: 2px;
  background: var(--lab-ink); }}
.st-key-bar-home a::before, .st-key-bar-home a::after {{ content: ""; width: 26px; height: 20px; flex: none;
  background: var(--lab-model); mask: {_CURVE} no-repeat; }}
.st-key-bar-home a::after {{ order: -1; margin-right: -26px; background: var(--lab-limit);
  mask: {_LINE} no-repeat; }}
.st-key-bar-home a p {{ margin: 0 0 0 10px; color: var(--lab-ink); font-size: 15px !important;
  font-weight: 650; letter-spacing: -0.01em; white-space: nowrap; }}
.stApp .st-key-bar-rest {{ flex-flow: row; align-items: center; gap: 22px; }}
.st-key-bar > :has(> .st-key-bar-rest) {{ margin-left: auto; }}
.st-key-share {{ position: absolute; top: 12px; right: var(--lab-margin); width: auto !important; }}
.st-key-share button {{ min-height: 32px; padding: 0 12px; border-color: var(--lab-rule); }}
.st-key-share button p {{ font-size: 13px; font-weight: 600; }}
.st-key-bar > :has(> .st-key-bar-menu), .st-key-bar > :has(.lab-here) {{ display: none; }}
.lab-here {{ font-weight: 650; white-space: nowrap; }}
@media (max-width: 919px) {{
  .stApp .st-key-bar {{ min-height: 48px; gap: 0 10px; }}
  .st-key-bar > :has(> .st-key-bar-menu), .st-key-bar > :has(.lab-here) {{ display: block; }}
  .st-key-bar > :not(:has(> .st-key-bar-home, > .st-key-bar-menu, .lab-here)) {{ display: none; }}
  .st-key-bar-home a p, .st-key-bar-menu button p {{ position: absolute; width: 1px; overflow: hidden;
    clip-path: inset(50%); }}
  .st-key-bar-home a {{ min-width: 36px; }}
  .st-key-bar > :last-child {{ margin-left: auto; }}
  .st-key-share {{ top: 8px; }}
}}
@media print {{ .st-key-bar, .st-key-share {{ display: none !important; }} }}
"""

BESIDE_SHARE = """
.st-key-bar-rest { margin-right: 88px; }
@media (max-width: 919px) { .st-key-bar > :last-child { margin-right: 76px; } }
"""
"""Where a page can be shared, the bar leaves room for that button."""
