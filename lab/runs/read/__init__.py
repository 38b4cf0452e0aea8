"""Reading what is recorded: recordings, histories, branches, families."""
