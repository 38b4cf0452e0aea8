"""Which answer what none was shown? (arXiv 2505.23013)"""

from lab.ui.page import experiment_page

experiment_page("initialization-rate")
