"""The few rules of style that Streamlit's theme has no option for."""

from lab.export import fonts

PARTS = {
    "question": ".st-key-question",
    "examples": ".st-key-examples",
    "claims": ".lab-verdicts",
    "controls": '.st-key-page-body [data-testid="stColumn"]:last-child',
    "story": ".st-key-story",
}
"""Parts of a page that a link may leave out with `hide=`, beside the names of settings."""

STAGE = """
[data-testid="stHeader"], .st-key-phone-home { display: none !important; }
.stApp { background: #fbfaf7; }
.stMainBlockContainer { padding: 1rem 2rem; max-width: none; }
.st-key-page-body [data-testid="stColumn"]:last-child { display: none; }
.st-key-page-body [data-testid="stColumn"]:first-child { flex: 1 1 100%; }
"""

UNANSWERED = """
.stApp:not(:has(.lab-figure[data-secret="false"])) .st-key-question p { visibility: hidden; }
@media print, (max-width: 640px) {
  .stApp:not(:has(.lab-figure[data-secret="false"])) .st-key-question p { display: none; }
}
"""
"""The answer under a page's question would give away what its film asks: it waits for that."""

STYLE = (
    fonts.style()
    + """
/* Streamlit gives these two to its components alone. */
.stApp { --st-border-color: light-dark(#e4e1da, #2a303a);
  --st-gray-text-color: light-dark(#5b6470, #9aa4b1); }
.stElementContainer:has(.lab-sheet), .st-key-page-itself { display: none; }
[data-stale="true"]:has(.lab-figure) { opacity: 1 !important; transition: none !important; }
.stMainBlockContainer { padding: 4.2rem 2rem 3rem; max-width: 1680px; }
.st-key-question h1 { font-size: 1.6rem; line-height: 1.25; padding: 0; font-weight: 700; }
.st-key-question p { max-width: 60rem; margin: 0; color: var(--st-gray-text-color); }
.st-key-question [data-testid="stMarkdownContainer"] { margin-bottom: 0; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {
  color: var(--st-gray-text-color) !important; opacity: 1 !important; }
.st-key-page-body [data-testid="stPageLink"] a { justify-content: center; min-height: 2.5rem;
  color: inherit; border: 1px solid var(--st-border-color); border-radius: 0.5rem; }
.st-key-story { max-width: 46rem; margin-top: 1.5rem; }
.st-key-story :is(table, .katex-display) { display: block; max-width: 100%; overflow-x: auto; }
.stMainBlockContainer h3 { font-size: 1.25rem; }
.st-key-story h3 { font-size: 1.15rem; padding-top: 1rem; }
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
.st-key-phone-home { display: none; }
/* Streamlit's navigation on phones is a drawer whose lists are not valid ones: a plain way home instead. */
@media (max-width: 767px) {
  [data-testid="stSidebar"], [data-testid="stHeader"] { display: none !important; }
  .st-key-phone-home { display: block; }
}
@media (max-width: 640px) {
  .stMainBlockContainer { padding: 0.6rem 0.8rem 2rem; }
  .st-key-question h1 { font-size: 1.35rem; }
  .st-key-question p { font-size: 0.9rem; }
  .st-key-examples [data-testid="stButtonGroup"] > div { flex-wrap: nowrap; overflow-x: auto; }
  .st-key-examples [data-testid="stButtonGroup"] button { flex: none; }
  .lab-differences th[scope="row"] { white-space: normal; min-width: 6rem; }
}
@media (min-width: 1100px) {
  .st-key-page-body [data-testid="stHorizontalBlock"] > [data-testid="stColumn"]:last-child { order: -1; }
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
  .stMainBlockContainer { padding: 0; }
  .stApp :not(.lab-figure, .lab-figure *) { color: #1b1f24 !important; }
  [data-testid="stHeader"], .st-key-phone-home, .st-key-examples,
  .st-key-page-body [data-testid="stColumn"]:last-child { display: none !important; }
  .st-key-page-body [data-testid="stColumn"]:first-child { flex: 1 1 100%; min-width: 100%; }
  .lab-board, .lab-tile { break-inside: avoid; }
}
"""
)


def sheet(css: str) -> str:
    """HTML of a style sheet. The hidden element keeps it where it is put: Streamlit moves HTML that is only
    style into a container for passing messages, from which it may vanish while the page stands."""
    return f'<style>{css}</style><i class="lab-sheet" hidden></i>'


def without(names: frozenset[str]) -> str:
    """A style sheet that leaves out these parts of the page."""
    return "".join(f"{PARTS[name]} {{ display: none; }}" for name in sorted(names & PARTS.keys()))
