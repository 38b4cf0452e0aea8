"""Can a network learn to look things up without learning any fact? (arXiv 2407.01178)"""

from lab.ui.page import experiment_page

experiment_page("memory-model")
