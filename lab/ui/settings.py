"""The settings of a page: two dials below the figure, and a drawer at the right with the rest."""

from collections.abc import Sequence

import streamlit as st

from lab.contract.field import Setting
from lab.experiments.settings import GROUPS, group_of
from lab.ui import controls
from lab.ui.own_points import own_points, takes_points
from lab.ui.style import sheet
from lab.ui.visit import Page

DIALS = 2
"""Settings beside the figure."""


def dials(page: Page) -> None:
    """Draw the settings that the page is about first."""
    with st.container(key="dials"):
        for about in _dials(page):
            _draw(page, about)


def drawer(page: Page) -> None:
    """Draw the others, by what they are about, behind a button that says how many there are."""
    first = _dials(page)
    rest = [about for about in _shown(page) if about not in first]
    key = f"{page.experiment.name}/drawer"
    drawer = st.popover(f"{len(rest)} more settings", key=key, on_change="rerun")
    if drawer.open:
        with drawer, st.container(key="drawer"):
            sought = _head(key)
            if page.address.run is not None:
                st.caption("Changing one starts a new run.")
            _changed(page)
            _groups(page, rest)
            for about in first:
                st.caption(f"{controls.label(about)}: {about.help} Allowed: {about.allowed}.")
            st.html(sheet(_found(page, rest, sought)))


def _groups(page: Page, rest: Sequence[Setting]) -> None:
    for group in GROUPS:
        members = [about for about in rest if group_of(about.name) == group]
        if members:
            _group(page, group, members)
    if takes_points(page.experiment) and not {"target"} & (_hidden(page) | page.locked):
        own_points(page.experiment)


def _head(key: str) -> str:
    """What is sought, and the button that closes the drawer."""
    with st.container(key="drawer-head"):
        sought = st.text_input(
            "Find a setting",
            key=f"{key}/sought",
            type="search",
            placeholder="Find a setting",
            label_visibility="collapsed",
            live=True,
        )
        st.button("Close", key=f"{key}/close", on_click=lambda: st.session_state.update({key: False}))
    return sought or ""


def _dials(page: Page) -> list[Setting]:
    return [about for about in _shown(page) if about.main][:DIALS]


def _shown(page: Page) -> list[Setting]:
    hidden = _hidden(page)
    return [about for about in page.experiment.config.settings().values() if about.name not in hidden]


def _hidden(page: Page) -> frozenset[str]:
    return page.hidden.union(page.experiment.unused(page.address.config))


def _changed(page: Page) -> None:
    """What differs from the example, each with the way back."""
    example = page.experiment.configure(page.address.preset)
    for about in _shown(page):
        value = page.address.differing.get(about.name)
        if value is not None:
            st.button(
                f"{controls.label(about)} = {value} · back to the example",
                key=f"back/{page.experiment.name}.{about.name}",
                on_click=controls.take,
                args=(page.experiment, {about.name: getattr(example, about.name)}),
                disabled=about.name in page.locked,
            )


def _group(page: Page, group: str, members: Sequence[Setting]) -> None:
    with st.container(key=f"group-{group}"):
        st.markdown(f"#### {group.capitalize()}")
        for about in members:
            with st.container(key=_row(page, about)):
                _draw(page, about)
                for problem in page.problems:
                    if problem.startswith(f"{about.name} "):
                        st.error(problem)
                st.caption(f"{about.help} Allowed: {about.allowed}.")


def _draw(page: Page, about: Setting) -> None:
    controls.draw(page.experiment, about, disabled=about.name in page.locked)


def _row(page: Page, about: Setting) -> str:
    return f"setting-{page.experiment.name}-{about.name}"


def _found(page: Page, rest: Sequence[Setting], sought: str) -> str:
    """A style sheet that leaves out what is not sought: a widget that is not drawn would lose its value."""
    words = sought.lower().split()
    missed = [
        about
        for about in rest
        if not all(word in f"{about.name} {controls.label(about)} {about.help}".lower() for word in words)
    ]
    return "".join(f".st-key-{_row(page, about)} {{ display: none; }}" for about in missed)


STYLE = """
:is(.st-key-controls, .st-key-beside) { display: flex; flex-flow: row wrap; align-items: center;
  gap: 8px 18px !important; padding: 12px 0 0; }
:is(.st-key-controls, .st-key-beside) > * { flex: none; width: auto !important; }
/* Beside the figure's own buttons, where there is room: they lie in its grid, these below it. */
@supports (anchor-name: --row) {
  @media (min-width: 1280px) {
    .lab-figure:not([data-alone="true"]) .lab-transport { anchor-name: --row; padding-bottom: 56px; }
    .st-key-controls { position: absolute; position-anchor: --row;
      left: calc(anchor(left) + var(--lab-left, 58px)); bottom: anchor(bottom);
      width: max-content !important; padding: 0 0 4px; }
  }
}
.st-key-dials { display: flex; flex-flow: row wrap; gap: 8px 24px !important; }
.st-key-dials > * { width: 280px !important; }
.st-key-dials > :has([data-testid="stTextInput"]) { width: 340px !important; }
.st-key-dials input { text-overflow: ellipsis; }
.st-key-dials [data-testid^="st"][data-testid$="Input"], .st-key-dials [data-testid$="box"],
.st-key-dials [data-testid="stSlider"] { display: grid; grid-template-columns: auto minmax(0, 1fr);
  gap: 0 12px; align-items: center; }
.st-key-dials label { min-height: 0; margin: 0; }
.st-key-dials label p { font-size: 13px; color: var(--lab-soft); white-space: nowrap; }
[data-testid="stPopoverBody"]:has(.st-key-drawer) { inset: 0 0 0 auto !important; transform: none !important;
  box-sizing: border-box; width: 400px; max-width: 100vw !important; max-height: none !important;
  padding: 24px; border-radius: 0; border-left: 1px solid var(--lab-rule); overscroll-behavior: contain; }
.st-key-drawer, .st-key-drawer [class*="st-key-setting-"] { gap: 4px; }
.st-key-drawer [class*="st-key-setting-"] { padding-bottom: 18px; }
.st-key-drawer [data-testid="stCaptionContainer"] p { font-size: 13px; line-height: 18px; }
.stVerticalBlock.st-key-drawer-head { flex-flow: row; gap: 8px; padding-bottom: 12px; }
.st-key-drawer-head > :last-child { flex: none; width: auto !important; }
.st-key-drawer h4 { padding: 24px 0 8px; font: 600 20px/28px var(--lab-serif); }
"""
