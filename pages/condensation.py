"""In how many directions do they point in the end? (arXiv 2007.07497)"""

from lab.ui.page import experiment_page

experiment_page("condensation")
