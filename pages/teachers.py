"""For teachers: fifteen minutes and forty-five with a class."""

from lab.ui.home import teachers_page

teachers_page()
