"""The ASGI app that `streamlit run app.py` serves: Streamlit's pages beside our own routes."""

import streamlit as st

from lab.contract.settings import PACKAGE
from lab.server.app import lifespan, middleware, routes
from lab.server.start import begin

begin()
app = st.App(PACKAGE / "ui" / "shell.py", lifespan=lifespan, routes=routes, middleware=middleware)
