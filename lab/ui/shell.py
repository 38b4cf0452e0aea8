"""The script that every page of the app runs in: style, navigation, then the page itself."""

import streamlit as st

from lab.ui import bar
from lab.ui.live import page_itself
from lab.ui.navigation import current_page
from lab.ui.store import log
from lab.ui.style import STYLE, sheet, themed
from lab.ui.visit import forget_others

page_itself()  # first: Streamlit draws 0.3 s later whatever part it has not drawn before
st.set_page_config(page_title="Learning Dynamics Lab", layout="wide")
st.html(sheet(STYLE + bar.STYLE + themed(st.context.theme.type)))
page = current_page()
forget_others(page.url_path)
for damaged in log().set_aside:
    st.warning(f"The store was damaged and is set aside as {damaged.name}; a new one has begun.")
page.run()
