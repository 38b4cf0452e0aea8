"""Who starts workers: the supervisor of a LAB_HOME, its queue, and its clients."""
