"""Eight kinds of generative model, the same 25 points: how many become photocopiers? (arXiv 2212.11481)"""

from lab.ui.page import experiment_page

experiment_page("distribution-atlas")
