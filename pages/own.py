"""Your own training, watched by lab.watch, while it runs and afterwards."""

from lab.ui.own import own_page

own_page()
