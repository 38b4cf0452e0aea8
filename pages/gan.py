"""Does it invent, or copy? Guess which of two sets of points it was trained on. (arXiv 2107.03633)"""

from lab.ui.page import experiment_page

experiment_page("gan")
