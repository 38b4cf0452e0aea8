"""Whose gets closest to the truth behind them? (arXiv 2107.03633)"""

from lab.ui.page import experiment_page

experiment_page("density-gan")
