"""Is a weak judge a flaw of a GAN, or the reason it works? (arXiv 2107.03633)"""

from lab.ui.page import experiment_page

experiment_page("density-gan")
