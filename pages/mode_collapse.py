"""Why does one generator find all eight islands and the other chase them? (arXiv 2212.11481)"""

from lab.ui.page import experiment_page

experiment_page("mode-collapse")
