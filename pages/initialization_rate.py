"""Does it matter how small the weights were at birth? (arXiv 2505.23013)"""

from lab.ui.page import experiment_page

experiment_page("initialization-rate")
