"""Why does Adam's loss suddenly jump? (arXiv 2506.04805)"""

from lab.ui.page import experiment_page

experiment_page("adam-spikes")
