"""Learning Dynamics Lab: real training runs you can watch, stop, rewind and change."""
