"""The gallery: what this is, and the experiments."""

from lab.ui.home import home_page

home_page()
