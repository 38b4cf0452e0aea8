"""You widen a network, and its starting weights keep their size. How good does it get? (arXiv 2505.23013)"""

from lab.ui.page import experiment_page

experiment_page("scaling-law")
