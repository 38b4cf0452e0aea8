"""The few rules of style that Streamlit's theme has no option for."""

from lab.export import assets, fonts

PARTS = {
    "question": ".st-key-question, .st-key-answer",
    "examples": ".st-key-examples",
    "claims": ".lab-verdicts",
    "controls": ".st-key-controls, .st-key-beside",
    "story": ".st-key-story",
}
"""Parts of a page that a link may leave out with `hide=`, beside the names of settings."""

STAGE = """
.st-key-bar, .st-key-share { display: none !important; }
.stApp { background: #fbfaf7; }
.stMainBlockContainer { padding: 1rem 2rem; max-width: none; }
"""

UNANSWERED = ":root:not([data-answered]) .st-key-answer { display: none; }"
"""The answer to a page's question would give away what its film asks: it waits for that.

No rule asks what `.stApp` has: each change of the figure would then restyle the whole page, 20 ms a frame.
"""


STYLE = (
    fonts.style()
    + f":is(.stApp, [data-st-overlay-root], [data-testid='stDialog']) {{ {assets.tokens()} }}"
    + """
/* Streamlit gives these two to its components alone. */
:is(.stApp, [data-st-overlay-root], [data-testid="stDialog"]) {
  --st-border-color: var(--lab-hairline); --st-gray-text-color: var(--lab-soft); --lab-margin: 40px;
  --lab-serif: "Source Serif 4", Charter, Georgia, "Times New Roman", serif;
  font-feature-settings: "tnum", "cv11", "ss03"; -webkit-font-smoothing: antialiased; }
.stElementContainer:has(.lab-sheet), .st-key-page-itself { display: none; }
[data-stale="true"]:has(.lab-figure) { opacity: 1 !important; transition: none !important; }
@media (max-width: 1199px) { .stApp { --lab-margin: 24px; } }
@media (max-width: 767px) { .stApp { --lab-margin: 16px; } }

/* Distances are set below, by what stands there: 4, 8, 12, 18, 24, 36, 48, 64. */
.stMainBlockContainer { position: relative; max-width: 1600px; margin: 0 auto;
  padding: 0 var(--lab-margin) 64px; }
.stMainBlockContainer > [data-testid="stVerticalBlock"] { gap: 0; }
.stMainBlockContainer > [data-testid="stVerticalBlock"] > .stAlert { margin: 12px 0; }
[data-testid="stHeading"] :is(h1, h2, h3) { font-weight: 600; letter-spacing: -0.012em; text-wrap: balance; }
.stMainBlockContainer [data-testid="stHeading"] h1 { font-size: 37px; line-height: 42px; padding: 0; }
[data-testid="stHeading"] :is(h2, h3) { font-size: 28px; line-height: 34px; }
.st-key-question { max-width: 960px; padding-top: 26px; gap: 12px; }
.st-key-question p { margin: 0; font-size: 18px; line-height: 26px; color: var(--lab-soft); }
.st-key-question [data-testid="stMarkdownContainer"] { margin-bottom: 0; }
.st-key-head { display: grid; grid-template-columns: minmax(0, 1fr) 320px; gap: 0 40px !important;
  align-items: end; padding-bottom: 18px; }
.st-key-head > * { width: auto !important; }
.st-key-examples { gap: 0; padding-top: 14px; }
.st-key-examples label { min-height: 0; margin-bottom: 6px; }
.st-key-examples label p { font-size: 13px; color: var(--lab-soft); }
.st-key-page-body { gap: 12px; }
/* Until the figure is there its place is kept: what stands below does not jump. */
.st-key-page-body:not(:has(.lab-figure)) { min-height: 80vh; }
:is([data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p) {
  color: var(--lab-soft) !important; opacity: 1 !important; }
.stMainBlockContainer :is([data-testid="stButton"] button, [data-testid="stPopover"] button,
  .stSelectbox [role="group"], [data-testid="stPageLink"] a) { border-radius: 8px; }
.stSelectbox input { text-overflow: ellipsis; }
.st-key-beside [data-testid="stPageLink"] a { justify-content: center; min-height: 40px; padding: 0 16px;
  color: inherit; border: 1px solid var(--lab-rule); background: var(--lab-panel); }
.st-key-answer, .st-key-story { gap: 0; }
.st-key-story code { font-size: 14px; }
.st-key-answer { padding-top: 48px; }
.stVerticalBlock[class*="st-key-section-"] { display: grid; gap: 12px 24px; align-items: start;
  grid-template-columns: minmax(0, 322px) minmax(0, 640px) minmax(0, 1fr); padding: 24px 0;
  border-top: 1px solid var(--lab-hairline); }
/* What is out of sight costs nothing until it is come to. */
[class*="st-key-section-"] { content-visibility: auto; contain-intrinsic-height: auto 400px; }
.st-key-answer [class*="st-key-section-"] { border-top: 2px solid var(--lab-ink); }
[class*="st-key-section-"] > * { width: auto !important; }
[class*="st-key-section-"] h3 { padding: 0; }
.stVerticalBlock[class*="st-key-text-"] { gap: 4px; }
[class*="st-key-text-"] :is(p, li) { font-size: 18px; line-height: 29px; }
[class*="st-key-text-"] [data-testid="stPageLink"] p { font-size: 15px; line-height: 20px; }
[class*="st-key-aside-"] { padding-top: 12px; border-top: 1px solid var(--lab-rule); }
[class*="st-key-aside-"] p { font-size: 13px; line-height: 19px; color: var(--lab-soft); }
.st-key-story :is(table, .katex-display) { display: block; max-width: 100%; overflow-x: auto; }
@media (max-width: 1199px) {
  .stVerticalBlock[class*="st-key-section-"] { grid-template-columns: minmax(0, 640px); }
}
[data-testid="stDialog"] { background: rgb(27 31 36 / 34%); }
[data-testid="stDialog"] [role="dialog"] { border-radius: 16px; box-shadow: 0 12px 48px rgb(0 0 0 / 18%); }
[data-testid="stDialog"] h2 { font: 600 26px/32px var(--lab-serif); }
[data-testid="stDialog"] [role="radio"][aria-checked="true"] { border-color: var(--lab-ink);
  background: var(--lab-ink); color: var(--lab-panel); }
.lab-preview { display: block; width: 100%; height: auto; box-sizing: border-box; border-radius: 10px;
  border: 1px solid var(--lab-hairline); }
.lab-code { display: block; width: 112px; padding: 8px; border-radius: 8px; background: #ffffff;
  border: 1px solid var(--lab-hairline); }
.lab-ask { color: inherit; }
.lab-differences { overflow-x: auto; }
.lab-differences table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.lab-differences :is(th, td) {
  padding: 0.375rem 1rem 0.375rem 0; text-align: left; font-weight: 400; white-space: nowrap;
  border-bottom: 1px solid var(--st-border-color);
}
.lab-differences th[scope="row"] { color: var(--st-gray-text-color); }
.lab-look { display: inline-block; width: 2rem; margin-right: 0.5rem; vertical-align: middle; }
.lab-look { border-top: 3px solid; }
.lab-differences a { color: inherit !important; }
.lab-look:is([data-dash="dash"], [data-dash="dashdot"]) { border-top-style: dashed; }
.lab-look[data-dash="dot"] { border-top-style: dotted; }
@media (max-width: 1099px) {
  .st-key-head { grid-template-columns: minmax(0, 1fr); gap: 12px !important; }
}
@media (max-width: 640px) {
  .stMainBlockContainer [data-testid="stHeading"] h1 { font-size: 25px; line-height: 29px; }
  .st-key-question { padding-top: 6px; }
  .st-key-head { padding-bottom: 10px; gap: 8px !important; }
  .st-key-examples { padding-top: 0; }
  .st-key-examples .stSelectbox { display: flex; align-items: center; gap: 12px; }
  .st-key-examples .stSelectbox > label { flex: none; width: auto; margin: 0; }
  .st-key-examples .stSelectbox > div { flex: 1; min-width: 0; }
  [class*="st-key-text-"] :is(p, li) { font-size: 16px; line-height: 25px; }
  .st-key-question p { font-size: 15px; line-height: 21px; }
  .lab-differences th[scope="row"] { white-space: normal; min-width: 6rem; }
}
@media print {
  /* Boxes that flex or are as high as the screen do not grow with what a page break pushes down. */
  .stApp, .stMain, .stMainBlockContainer, [data-testid="stAppViewContainer"], [data-testid="stColumn"],
  :is([data-testid="stVerticalBlock"], [data-testid="stHorizontalBlock"], [data-testid="stLayoutWrapper"]),
  [data-testid="stElementContainer"] {
    display: block !important; height: auto !important; overflow: visible !important;
  }
  .stApp, [data-testid="stAppViewContainer"] { position: static !important; }
  .stApp { background: none; }
  [class*="st-key-section-"] { content-visibility: visible; }
  .stMainBlockContainer { padding: 0; }
  .stApp :not(.lab-figure, .lab-figure *) { color: #1b1f24 !important; }
  :is(.st-key-examples, .st-key-controls, .st-key-beside) { display: none !important; }
  .lab-board, .lab-tile { break-inside: avoid; }
}
"""
)


def sheet(css: str) -> str:
    """HTML of a style sheet. The hidden element keeps it where it is put: Streamlit moves HTML that is only
    style into a container for passing messages, from which it may vanish while the page stands."""
    return f'<style>{css}</style><i class="lab-sheet" hidden></i>'


def themed(theme: str | None) -> str:
    """What Streamlit draws above the page, in its colours: there it does not say itself which they are."""
    return f":is([data-st-overlay-root], [data-testid='stDialog']) {{ color-scheme: {theme or 'light'}; }}"


def without(names: frozenset[str]) -> str:
    """A style sheet that leaves out these parts of the page."""
    return "".join(f"{PARTS[name]} {{ display: none; }}" for name in sorted(names & PARTS.keys()))
