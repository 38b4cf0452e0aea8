"""Claims as pages: all of them in one, a paper's own with its badge; HTML that needs no script to be read."""
