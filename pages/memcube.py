"""Who decides what a machine remembers, in what form, and what does it cost? (arXiv 2507.03724)"""

from lab.ui.page import experiment_page

experiment_page("memcube")
