"""Watching a training of one's own: curvature against its limit, measured in its loop, and recorded."""
