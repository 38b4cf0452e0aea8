"""Who decides how many of eight islands a generator finds? (arXiv 2212.11481)"""

from lab.ui.page import experiment_page

experiment_page("mode-collapse")
