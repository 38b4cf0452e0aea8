"""Runs, their recordings and what makes them: specification, log, supervisor, workers."""
