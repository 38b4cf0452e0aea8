"""The dashboard that a Streamlit tutorial teaches: a fragment that reads all and draws all, once a second."""

import sys
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

sys.path.insert(0, str(Path(__file__).parent))

import log_file
from training import COLUMNS

FOLDER = Path(sys.argv[1])

st.set_page_config(layout="wide")
st.title("Training")


@st.fragment(run_every=1.0)
def chart() -> None:
    """The figure, anew."""
    table = log_file.read(FOLDER)
    curves = [go.Scatter(x=table[:, 0], y=table[:, 1 + k], name=name) for k, name in enumerate(COLUMNS)]
    st.plotly_chart(go.Figure(curves), key="training")


chart()
