"""The pages, drawn by Streamlit: shell, controls, the anatomy of an experiment's page, home."""
