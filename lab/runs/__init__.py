"""Runs, their recordings and what makes them."""
