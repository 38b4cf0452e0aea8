"""How often must you use a fact before it is worth memorizing? (arXiv 2407.01178)"""

from lab.ui.page import experiment_page

experiment_page("memory-hierarchy")
