"""How long a test waits for a state: it ends only what hangs, since nothing here asserts a time."""

PATIENCE = 240.0
"""Seconds. A loaded machine takes a minute for what takes an idle one two seconds."""
