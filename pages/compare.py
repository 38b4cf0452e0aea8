"""Two or more runs beside each other, with what they differ in on top."""

from lab.ui.compare import compare_page

compare_page()
