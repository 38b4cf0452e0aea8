"""For teachers: fifteen minutes and forty-five with a class."""

from lab.ui.teachers import teachers_page

teachers_page()
