"""Is it inventing, or photocopying its sixteen training points? (arXiv 2107.03633)"""

from lab.ui.page import experiment_page

experiment_page("gan")
