"""When does a model stop learning the world and start learning its training set? (arXiv 2011.14269)"""

from lab.ui.page import experiment_page

experiment_page("bias-potential")
