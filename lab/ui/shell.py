"""The script that every page of the app runs in: style, navigation, then the page itself."""

import streamlit as st

from lab.ui.navigation import current_page
from lab.ui.style import STYLE

st.set_page_config(page_title="Learning Dynamics Lab", layout="wide")
st.html(f"<style>{STYLE}</style>")
current_page().run()
