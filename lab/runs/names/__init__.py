"""What a run is called: its specification and id, links, citation, and the arithmetic it is computed in."""
