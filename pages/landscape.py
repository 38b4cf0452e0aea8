"""Two walkers seek two houses. Why can they get stuck at the same door? (arXiv 2212.11481)"""

from lab.ui.page import experiment_page

experiment_page("landscape")
