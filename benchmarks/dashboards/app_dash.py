"""The dashboard of Dash's guide to live updates: an interval of a second that returns the figure."""

import sys
from pathlib import Path

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

sys.path.insert(0, str(Path(__file__).parent))

import log_file
from training import COLUMNS

FOLDER, PORT = Path(sys.argv[1]), int(sys.argv[2])

app = Dash(__name__)
app.layout = html.Div([html.H1("Training"), dcc.Graph(id="training"), dcc.Interval(id="tick", interval=1000)])


@app.callback(Output("training", "figure"), Input("tick", "n_intervals"))
def chart(_: int | None) -> go.Figure:
    """The figure, anew."""
    table = log_file.read(FOLDER)
    return go.Figure(
        [go.Scatter(x=table[:, 0], y=table[:, 1 + k], name=name) for k, name in enumerate(COLUMNS)]
    )


app.run(port=PORT, debug=False)
