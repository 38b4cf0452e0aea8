"""If you widen a model and keep everything else the same, what did you keep? (arXiv 2505.23013)"""

from lab.ui.page import experiment_page

experiment_page("scaling-law")
