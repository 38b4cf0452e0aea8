"""Fails where it is imported, with an error that is no ImportError."""

raise RuntimeError("this module is broken")
