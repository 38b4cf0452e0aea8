"""Starlette beside Streamlit: the live connection, runs over HTTP, the front end, and who may do what."""
