"""What is recorded, as one asks for it: recordings, histories, branches, families."""
