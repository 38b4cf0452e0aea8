"""Where recordings are: the log of a LAB_HOME, its database, and what may be forgotten."""
