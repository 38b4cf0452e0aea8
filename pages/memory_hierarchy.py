"""How often must you use a fact before it pays to keep it, rather than to read it anew? (arXiv 2407.01178)"""

from lab.ui.page import experiment_page

experiment_page("memory-hierarchy")
