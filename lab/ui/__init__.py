"""The pages: home, and those that Streamlit draws: shell, controls, the anatomy of an experiment's page."""
