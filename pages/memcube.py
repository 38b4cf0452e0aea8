"""You delete what a machine remembers. Who still knows it? (arXiv 2507.03724)"""

from lab.ui.page import experiment_page

experiment_page("memcube")
