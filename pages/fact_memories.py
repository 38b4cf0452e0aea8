"""Where can a fact live, and what does each place do to its neighbours? (arXiv 2407.01178)"""

from lab.ui.page import experiment_page

experiment_page("fact-memories")
