"""A generator seeks eight islands. How many does it cover in the end? (arXiv 2212.11481)"""

from lab.ui.page import experiment_page

experiment_page("mode-collapse")
