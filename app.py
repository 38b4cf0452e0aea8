"""The ASGI app that `streamlit run app.py` serves: Streamlit's pages beside our own routes."""

import streamlit as st
from starlette.routing import Route

from lab.contract.settings import PACKAGE
from lab.server.app import lifespan, middleware, routes
from lab.server.resource import Resource
from lab.server.start import begin
from lab.ui.home import home

begin()
first = [Route(path, Resource(get=home)) for path in ("/", "/home")]
app = st.App(PACKAGE / "ui" / "shell.py", lifespan=lifespan, routes=[*first, *routes], middleware=middleware)
