"""When would you stop, to be closest to the truth behind them? (arXiv 2011.14269)"""

from lab.ui.page import experiment_page

experiment_page("bias-potential")
