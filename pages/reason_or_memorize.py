"""Which answers a pair that it was never shown? (arXiv 2405.05409)"""

from lab.ui.page import experiment_page

experiment_page("reason-or-memorize")
