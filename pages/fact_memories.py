"""How many of the first survive? (arXiv 2407.01178)"""

from lab.ui.page import experiment_page

experiment_page("fact-memories")
