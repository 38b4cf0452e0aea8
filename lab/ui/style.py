"""The few rules of style that Streamlit's theme has no option for."""

STYLE = """
[data-stale="true"]:has(.lab-figure) { opacity: 1 !important; transition: none !important; }
.stMainBlockContainer { padding-top: 4.2rem; padding-bottom: 3rem; max-width: 1560px; }
"""
