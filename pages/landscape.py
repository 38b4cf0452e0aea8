"""Two walkers seek two houses. Does each of them find one? (arXiv 2212.11481)"""

from lab.ui.page import experiment_page

experiment_page("landscape")
