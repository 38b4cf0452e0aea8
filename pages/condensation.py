"""A hundred neurons start out different. Why do they end up as one? (arXiv 2007.07497)"""

from lab.ui.page import experiment_page

experiment_page("condensation")
