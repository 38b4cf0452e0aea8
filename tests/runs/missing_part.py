"""Fails where it is imported, with an error that is no ImportError."""

raise RuntimeError(f"{__file__} is broken")
