"""A network learns to answer from a document. How many answers are right without one? (arXiv 2407.01178)"""

from lab.ui.page import experiment_page

experiment_page("memory-model")
